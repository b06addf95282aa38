import { z } from 'zod';
import { quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { accountName, filePath, sha256, webAddress } from '../define/options/option-types.ts';
import type { Fact } from '../fact.ts';
import { fileName, STATE_DIRECTORY, UPLOAD_DIRECTORY } from '../paths.ts';
import { noticedAt, type Planned } from '../resource.ts';
import { checkHash } from './download.ts';
import { fetchProgram } from './fetch-program.ts';
import { localPath } from './local/local-file.ts';
import { inTheWay, type PathFacts, pathFact } from './path-fact.ts';
import { backFromJournal, intoJournal } from './removed.ts';

const archiveOptions = {
  from: z
    .union(
      [z.strictObject({ url: webAddress }).readonly(), z.strictObject({ path: localPath }).readonly()],
      "must be { url: 'https://…' } or { path: new URL('./files/app.tar.gz', import.meta.url) }",
    )
    .describe(
      'A tar file, compressed as the machine’s own `tar` can read it: fetched by the machine, or sent from this one.',
    ),
  sha256: sha256.describe('Of the tar file; with any other nothing is unpacked.'),
  to: filePath.describe('The folder that it becomes: what else was in it goes into the journal of the run.'),
  strip: z.int().min(0).default(0).describe('So many folders at the beginning of each name are left out.'),
  owner: accountName.default('root').describe('Owner of all of it.'),
  group: accountName.default('root').describe('Group of all of it.'),
} as const;

type ArchiveOptions = z.output<z.ZodObject<typeof archiveOptions>>;

/** A folder that is what a tar file holds. */
export const archive = defineResource({
  kind: 'file',
  call: 'archive',
  summary: 'A folder that is what a tar file of a known SHA-256 holds.',
  notes:
    'It is unpacked beside its place and takes it as a whole, so that there is never half of it. Once it is there, changes in it are not looked for.',
  example: `archive({
  from: { url: 'https://mirror.example.com/app-42.tar.gz' },
  sha256: 'ae38221e85aeba038a725efbef5bfe5e76671ba7959e5eb74c39fd079e5d002a',
  to: '/srv/app/releases/42',
  strip: 1,
})`,
  options: archiveOptions,
  key: ({ to }) => to,
  title: ({ to }) => to,
  facts: ({ to }) => [unpackedFact(to), pathFact(to)],
  plan: (options, { facts }) =>
    planArchive(options, facts.get(unpackedFact(options.to)), facts.get(pathFact(options.to))),
  owesItself: true,
});

function recordPath(to: string): string {
  return `${STATE_DIRECTORY}/archive-${fileName(to)}`;
}

/** What the folder was unpacked from: the hash of the tar file and how; empty where it was not. */
function unpackedFact(to: string): Fact<string> {
  const record = quote(recordPath(to));
  return {
    id: `archive:${to}`,
    program: `[ ! -e ${record} ] || cat ${record}`,
    parse: (output) => output.trim(),
  };
}

function planArchive(options: ArchiveOptions, record: string, now: PathFacts): Planned {
  const { from, sha256: hash, to, strip, owner, group } = options;
  if (now.kind !== 'absent' && now.kind !== 'directory') return inTheWay(to, now.kind, 'a folder');
  const wanted = `${hash} ${strip} ${owner}:${group}`;
  if (record === wanted && now.kind === 'directory')
    return { state: 'unchanged', reason: `unpacked from ${hash.slice(0, 12)}…` };
  const at = quote(to);
  const sent = `${UPLOAD_DIRECTORY}/${hash}`;
  const before = now.kind === 'absent' ? 'nothing' : record === '' ? 'a folder' : record.slice(0, 12);
  return {
    state: 'change',
    reason: now.kind === 'absent' ? 'not there yet' : 'another content',
    diff: `${to}: ${before} -> ${hash.slice(0, 12)} (${'url' in from ? from.url : from.path})`,
    guard: now.kind === 'absent' ? `[ ! -e ${at} ]` : `[ -d ${at} ] && [ ! -L ${at} ]`,
    ...('path' in from ? { uploads: [{ source: from.path, destination: sent }] } : {}),
    keep: [recordPath(to), ...(now.kind === 'absent' ? [to] : [])],
    script: `mkdir -p "$(dirname ${at})"
new=$(umask 077; mktemp -d "$(dirname ${at})/.havip-deploy-new.XXXXXX")
trap 'rm -rf "$new"' EXIT
${'url' in from ? fetchProgram(from.url, '"$new/tar"') : `mv ${quote(sent)} "$new/tar"`}
${checkHash('"$new/tar"', hash)}
mkdir "$new/tree"
cd "$new/tree"
# Not by -C: tar takes a backslash in a name for the beginning of something else. The tar of busybox has to be told
# how it is compressed.
for how in '' z j J -; do
if [ "$how" = - ]; then tar tf ../tar > ../names; exit 1; fi
if tar "t\${how}f" ../tar > ../names 2> ../said; then break; fi
done
if grep -Eq '^/|(^|/)\\.\\.(/|$)' ../names; then echo 'it holds paths that lead outside it'; exit 1; fi
tar "x\${how}f" ../tar --no-same-owner${strip > 0 ? ` --strip-components=${strip}` : ''}
cd /
chown -hR ${quote(`${owner}:${group}`)} "$new/tree"
owe
rm -f ${quote(recordPath(to))}
${now.kind === 'absent' ? '' : `${intoJournal(to)}\n`}mv "$new/tree" ${at}
printf '%s\\n' ${quote(wanted)} > ${quote(recordPath(to))}`,
    undo: { when: 'reverse', script: undoArchive(to, now) },
    noticedBy: noticedAt(now),
  };
}

function undoArchive(to: string, now: PathFacts): string {
  const at = quote(to);
  // What replaced it was made by this run and is nowhere else, so it goes.
  const away = `if [ -d ${at} ] && [ ! -L ${at} ]; then did; rm -rf ${at}; fi`;
  return now.kind === 'absent'
    ? `${away}\nput_back ${quote(recordPath(to))}`
    : `if [ -e "$journal/removed"${at} ]; then\n${away}\nfi\n${backFromJournal(to)}\nput_back ${quote(recordPath(to))}`;
}
