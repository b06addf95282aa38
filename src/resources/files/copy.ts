import type { z } from 'zod';
import { quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { accountName, filePath, mode, posixShell } from '../define/options/option-types.ts';
import type { Fact } from '../fact.ts';
import { UPLOAD_DIRECTORY } from '../paths.ts';
import type { Planned } from '../resource.ts';
import { attributeDifferences, type SeenAttributes, setAttributes } from './attributes.ts';
import { inPlace } from './in-place.ts';
import { type LocalEntry, type LocalTree, localTree } from './local/local-tree.ts';

const copyOptions = {
  from: localTree.describe(
    'A file, or a folder with all that is in it; links to files count as files, links to folders are left out.',
  ),
  to: filePath.describe('Where the file, or the folder, is on the machine; missing folders are made.'),
  mode: mode.optional().describe('Of each file; default 0755 for one that may be executed here, else 0644.'),
  owner: accountName.default('root').describe('Owner of each file and of each new folder.'),
  group: accountName.default('root').describe('Group of each file and of each new folder.'),
  validate: posixShell
    .optional()
    .meta({ examples: ['sh -n "$candidate"'] })
    .describe('Judges each new file at `$candidate`, as in `file`.'),
} as const;

type CopyOptions = z.output<z.ZodObject<typeof copyOptions>>;

/** A file or a whole folder as it is on the control machine. */
export const copy = defineResource({
  kind: 'copy',
  call: 'copy',
  summary: 'A file or a whole folder as it is on the control machine, whatever is in it.',
  notes:
    'Only what differs is sent. Other files in the folder on the machine stay. What was there is kept in the journal of the run, for an undo.',
  example: `copy({
  from: new URL('./files/site', import.meta.url),
  to: '/srv/www/site',
  owner: 'www-data',
})`,
  options: copyOptions,
  key: ({ to }) => to,
  title: ({ to }) => to,
  facts: ({ from, to }) => [treeFact(from, to)],
  plan: (options, { facts }) => planCopy(options, facts.get(treeFact(options.from, options.to))),
  owesItself: true,
});

interface SeenFile extends SeenAttributes {
  readonly kind: string;
  readonly sha256: string;
}

/** What is at each path that something is to be copied to, by path. */
function treeFact({ entries }: LocalTree, to: string): Fact<ReadonlyMap<string, SeenFile>> {
  const paths = entries.map((each) => target(to, each));
  const list = `printf '%s\\n' ${paths.map(quote).join(' ')} | tr '\\n' '\\0'`;
  return {
    id: `copy:${to} ${paths.length} ${paths.join('\n')}`,
    program: `${list} | xargs -0 stat -c '%a/%U/%G/%u/%g/%F/%n'\necho\n${list} | xargs -0 sha256sum`,
    parse: (output) => {
      const [seen = '', sums = ''] = output.split('\n\n');
      const hashes = sumsByPath(sums);
      const rows = [...seen.matchAll(/^(\d+)\/([^/]*)\/([^/]*)\/(\d+)\/(\d+)\/([^/]*)(\/.*)$/gm)];
      return new Map(
        rows.map(([, bits = '', owner = '', group = '', uid = '', gid = '', kind = '', path = '']) => [
          // A path begins with the slash that ends the kind.
          path.slice(1),
          { mode: bits, owner, group, uid, gid, kind, sha256: hashes.get(path.slice(1)) ?? '' },
        ]),
      );
    },
  };
}

/** GNU's sha256sum writes a backslash in a name as two, and says so at the beginning of the line. */
function sumsByPath(printed: string): Map<string, string> {
  const rows = printed.matchAll(/^(\\?)([0-9a-f]{64}) [ *](.*)$/gm);
  return new Map(
    [...rows].map(([, escaped, sum = '', name = '']) => [
      escaped ? name.replaceAll('\\\\', '\\') : name,
      sum,
    ]),
  );
}

function target(to: string, { name }: LocalEntry): string {
  return name === '' ? to : `${to}/${name}`;
}

/** One file that has to be written, or only given its mode and owner. */
interface Difference {
  readonly entry: LocalEntry;
  readonly path: string;
  readonly why: string;
  readonly now: SeenFile | undefined;
}

function planCopy(options: CopyOptions, seen: ReadonlyMap<string, SeenFile>): Planned {
  const { from, to } = options;
  const differing = from.entries.flatMap((entry): Difference[] => {
    const path = target(to, entry);
    const now = seen.get(path);
    const why = difference(options, entry, now);
    return why === '' ? [] : [{ entry, path, why, now }];
  });
  const [blocked] = differing.filter(({ now }) => now !== undefined && !now.kind.startsWith('regular'));
  if (blocked !== undefined) return notAFile(blocked.path, blocked.now?.kind ?? '');
  if (differing.length === 0) return { state: 'unchanged', reason: `the same ${count(from.entries.length)}` };
  return {
    state: 'change',
    reason: differing.length === 1 ? (differing[0]?.why ?? '') : `${count(differing.length)} differ`,
    diff: differing.map(({ path, why }) => `${path}: ${why}`).join('\n'),
    guard: differing.map(({ path, now }) => stillAs(path, now)).join(' && '),
    uploads: differing.map(({ entry }) => ({ source: entry.source, destination: uploaded(entry) })),
    script: [
      ...folders(options, differing),
      ...differing.map(({ entry, path }) => `(\n${bring(options, entry, path)}\n)`),
    ].join('\n'),
    keep: differing.map(({ path }) => path),
    undo: {
      when: 'reverse',
      owes: true,
      script: differing.map(({ path }) => `put_back ${quote(path)}`).join('\n'),
    },
    noticedBy: differing.every(({ now }) => now === undefined) ? 'nobody' : 'notified',
  };
}

function count(files: number): string {
  return files === 1 ? 'file' : `${files} files`;
}

function difference(options: CopyOptions, entry: LocalEntry, now: SeenFile | undefined): string {
  if (now === undefined) return 'not there yet';
  if (now.sha256 !== entry.sha256) return 'content differs';
  return attributeDifferences(now, { ...options, mode: modeOf(options, entry) }).join(', ');
}

function modeOf({ mode: given }: CopyOptions, { executable }: LocalEntry): string {
  return given ?? (executable ? '755' : '644');
}

function uploaded({ sha256 }: LocalEntry): string {
  return `${UPLOAD_DIRECTORY}/${sha256}`;
}

/** New folders, the upper ones first, get the owner that their files have. */
function folders({ owner, group }: CopyOptions, differing: readonly Difference[]): string[] {
  const needed = [...new Set(differing.map(({ path }) => path.slice(0, path.lastIndexOf('/'))))].filter(
    (path) => path !== '',
  );
  return [
    'made() { [ -d "$1" ] || { made "${1%/*}"; mkdir "$1"; chown -h "$owner" "$1"; }; }',
    `owner=${quote(`${owner}:${group}`)}`,
    ...needed.map((path) => `made ${quote(path)}`),
  ];
}

function bring(options: CopyOptions, entry: LocalEntry, path: string): string {
  const attributes = { mode: modeOf(options, entry), owner: options.owner, group: options.group };
  // Two files may be of one content.
  return inPlace(
    path,
    `cp ${quote(uploaded(entry))} ./new`,
    setAttributes('./new', attributes),
    options.validate,
  );
}

function stillAs(path: string, now: SeenFile | undefined): string {
  const at = quote(path);
  return now === undefined ? `[ ! -e ${at} ]` : `[ "$(sha256sum < ${at})" = '${now.sha256}  -' ]`;
}

function notAFile(path: string, kind: string): Planned {
  return {
    state: 'blocked',
    problem: {
      code: 'host.something-in-the-way',
      summary: `${path} is no regular file (${kind}), and a file is wanted there`,
      detail: 'What is there may be needed, and is never replaced by something of another kind.',
      fix: `Move ${path} away first.`,
    },
  };
}
