import { quote } from '../core/shell.ts';
import { type FileFacts, fileFact, stillAs } from './file.ts';
import type { Planned, Resource, ResourceOptions } from './resource.ts';

export interface FileAbsentOptions extends ResourceOptions {
  readonly path: string;
  /** A file without this text in it is somebody else's, and stays. */
  readonly mark?: string;
  /** What a person should know when it goes. */
  readonly note?: string;
  /** POSIX sh that runs after the file has gone, such as a `systemctl daemon-reload`. */
  readonly after?: string;
}

/** A file that is not there; what was there is kept in the run's journal. Its folder goes with the last file. */
export function fileAbsent(options: FileAbsentOptions): Resource {
  const fact = fileFact(options.path);
  return {
    id: `file:${options.path}`,
    name: options.name ?? options.path,
    tags: options.tags ?? [],
    facts: [fact],
    plan: ({ facts }) => planRemoval(options, facts.get(fact)),
  };
}

function planRemoval(
  { path, mark, note, after }: FileAbsentOptions,
  now: Pick<FileFacts, 'kind' | 'content' | 'sha256'>,
): Planned {
  if (now.kind === 'absent') return { state: 'unchanged', reason: 'not there' };
  if (now.kind !== 'file') return { state: 'unchanged', reason: 'not a regular file, stays' };
  if (mark !== undefined && now.content?.includes(mark) !== true)
    return { state: 'unchanged', reason: 'not written by havip-deploy, stays' };
  const at = quote(path);
  const then = after === undefined ? [] : [after];
  return {
    state: 'change',
    reason: note === undefined ? 'remove' : `remove; ${note}`,
    diff: `remove ${path}`,
    guard: stillAs(path, now),
    script: [`rm -f ${at}`, `rmdir "$(dirname ${at})" 2>/dev/null || true`, ...then].join('\n'),
    keep: [path],
    undo: { when: 'reverse', script: [`put_back ${at}`, ...then].join('\n') },
  };
}
