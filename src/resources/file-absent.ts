import { z } from 'zod';
import { quote } from '../core/programs/shell.ts';
import { defineResource } from './define/define-resource.ts';
import { filePath, posixShell, word } from './define/options/option-types.ts';
import { type FileFacts, fileFact, stillAs } from './file.ts';
import type { Planned } from './resource.ts';

const fileAbsentOptions = {
  path: filePath.describe('What is not to be there.'),
  mark: word
    .optional()
    .meta({ examples: ['made by cron-setup'] })
    .describe("A file without this text in it is somebody else's, and stays."),
  note: word
    .optional()
    .meta({ examples: ['Its jobs are timers now.'] })
    .describe('What a person should know when it goes.'),
  emptyFolder: z.boolean().default(false).describe('Its folder goes, too, where nothing else is in it.'),
  after: posixShell
    .optional()
    .meta({ examples: ['systemctl daemon-reload'] })
    .describe(
      'Runs after the file has gone, such as a `systemctl daemon-reload`; also after it was put back.',
    ),
} as const;

/** A file that is not there; what was there is kept in the run's journal. */
export const fileAbsent = defineResource({
  kind: 'file',
  call: 'fileAbsent',
  summary: 'A file that is not there.',
  notes: "What was there is kept in the run's journal. Its folder stays.",
  example:
    "fileAbsent({ path: '/etc/nginx/conf.d/default.conf', notify: { service: 'nginx', action: 'reload' } })",
  options: fileAbsentOptions,
  key: ({ path }) => path,
  title: ({ path }) => path,
  facts: ({ path }) => [fileFact(path)],
  plan: (options, { facts }) => planRemoval(options, facts.get(fileFact(options.path))),
});

const ABSENT: FileFacts = {
  kind: 'absent',
  mode: '',
  owner: '',
  group: '',
  uid: '',
  gid: '',
  sha256: '',
  content: undefined,
};

/** That a file is to go, where it is there and ours. */
export function planRemoval(
  {
    path,
    mark,
    note,
    emptyFolder,
    after,
  }: Partial<z.output<z.ZodObject<typeof fileAbsentOptions>>> & { readonly path: string },
  now: Pick<FileFacts, 'kind' | 'content' | 'sha256'>,
): Planned {
  if (now.kind === 'absent') return { state: 'unchanged', reason: 'not there' };
  if (now.kind !== 'file') return { state: 'unchanged', reason: 'not a regular file, stays' };
  if (mark !== undefined && now.content?.includes(mark) !== true)
    return { state: 'unchanged', reason: 'not written by havip-deploy, stays' };
  const at = quote(path);
  // Not by default: other programs may count on it, and an undo would bring it back as anybody's.
  const folder = emptyFolder === true ? [`rmdir "$(dirname ${at})" 2>/dev/null || true`] : [];
  const then = after === undefined ? [] : [after];
  return {
    state: 'change',
    reason: note === undefined ? 'remove' : `remove; ${note}`,
    diff: `remove ${path}`,
    guard: stillAs(path, now),
    script: [`rm -f ${at}`, ...folder, ...then].join('\n'),
    keep: [path],
    leaves: [{ fact: fileFact(path), value: ABSENT }],
    undo: { when: 'reverse', script: [`put_back ${at}`, ...then].join('\n') },
  };
}
