import type { z } from 'zod';
import { quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import {
  accountName,
  filePath,
  mode,
  posixShell,
  sha256,
  webAddress,
} from '../define/options/option-types.ts';
import { type FileFacts, fileFact, stillAs } from '../file.ts';
import { noticedAt, type Planned } from '../resource.ts';
import { attributeDifferences, setAttributes } from './attributes.ts';
import { fetchProgram } from './fetch-program.ts';
import { inPlace } from './in-place.ts';
import { inTheWay } from './path-fact.ts';

const downloadOptions = {
  url: webAddress.describe('Where it comes from; the machine itself fetches it, with curl or wget.'),
  sha256: sha256.describe('Of the file; with any other nothing is replaced.'),
  path: filePath.describe('Where it is; missing folders above it are made.'),
  mode: mode.default('644').describe('Its permissions.'),
  owner: accountName.default('root').describe('Its owner.'),
  group: accountName.default('root').describe('Its group.'),
  validate: posixShell
    .optional()
    .meta({ examples: ['sh -n "$candidate"'] })
    .describe('Judges the new file at `$candidate`, as in `file`.'),
} as const;

type DownloadOptions = z.output<z.ZodObject<typeof downloadOptions>>;

/** A file from the web whose hash is known. */
export const download = defineResource({
  kind: 'file',
  call: 'download',
  summary: 'A file from the web whose SHA-256 is known.',
  notes: 'Nothing is fetched where the file is there with this hash.',
  example: `download({
  url: 'https://mirror.example.com/tool-1.2.0',
  sha256: 'ae38221e85aeba038a725efbef5bfe5e76671ba7959e5eb74c39fd079e5d002a',
  path: '/usr/local/bin/tool',
  mode: 0o755,
})`,
  options: downloadOptions,
  key: ({ path }) => path,
  title: ({ path }) => path,
  facts: ({ path }) => [fileFact(path)],
  plan: (options, { facts }) => planDownload(options, facts.get(fileFact(options.path))),
  owesItself: true,
});

function planDownload(options: DownloadOptions, now: FileFacts): Planned {
  const { url, sha256: hash, path } = options;
  if (now.kind === 'other') return inTheWay(path, 'other', 'a file');
  const differing = now.kind === 'file' ? attributeDifferences(now, options) : [];
  const same = now.kind === 'file' && now.sha256 === hash;
  if (same && differing.length === 0) return { state: 'unchanged', reason: `there, ${hash.slice(0, 12)}…` };
  const make = same
    ? `cp -p ${quote(path)} ./new`
    : `${fetchProgram(url, './new')}\n${checkHash('./new', hash)}`;
  return {
    state: 'change',
    reason: same ? differing.join(', ') : now.kind === 'absent' ? 'not there yet' : 'content differs',
    diff: same
      ? `${path}: ${differing.join(', ')}`
      : `${path}: ${now.kind === 'absent' ? 'nothing' : now.sha256.slice(0, 12)} -> ${hash.slice(0, 12)} (${url})`,
    guard: stillAs(path, now),
    ...(same ? { unnoticed: true as const } : {}),
    script: inPlace(path, make, setAttributes('./new', options), options.validate),
    keep: [path],
    undo: { when: 'reverse', owes: true, script: `put_back ${quote(path)}` },
    noticedBy: noticedAt(now),
  };
}

/** POSIX sh that fails where a file is not what was expected. */
export function checkHash(file: string, hash: string): string {
  return `set -- $(sha256sum < ${file})
if [ "$1" != ${hash} ]; then echo "its SHA-256 is $1, expected ${hash}: not taken"; exit 1; fi`;
}
