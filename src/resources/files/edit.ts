import type { FileFacts } from '../file.ts';
import { planFile, sha256Of } from '../file.ts';
import type { PlanContext, Planned } from '../resource.ts';

/** What an edit needs to know of the file and of how it is to be judged. */
export interface EditOptions {
  readonly path: string;
  readonly create: boolean;
  readonly validate?: string | undefined;
  readonly secretAfter?: RegExp | undefined;
}

/**
 * A change of some lines of a file, of which the rest, its mode and its owner stay.
 * @param edit gives the new lines from those that are there
 */
export function planEdit(
  options: EditOptions,
  now: FileFacts,
  { changing }: Pick<PlanContext, 'changing'>,
  edit: (lines: readonly string[]) => readonly string[],
): Planned {
  const { path, create } = options;
  if (now.kind === 'absent' && !create) return notThere(path, changing);
  if (now.kind === 'file' && (now.content === undefined || sha256Of(now.content) !== now.sha256)) {
    return notText(path);
  }
  const content = now.content ?? '';
  const lines = content.split('\n');
  // The end of the last line begins no other one.
  if (lines.at(-1) === '') lines.pop();
  const edited = edit(lines)
    .map((each) => `${each}\n`)
    .join('');
  if (edited === content || (now.kind === 'file' && edited === `${content}\n`)) {
    return { state: 'unchanged', reason: 'as it should be' };
  }
  if (now.kind === 'absent' && edited === '') return { state: 'unchanged', reason: 'not there' };
  const { mode, owner, group } =
    now.kind === 'file'
      ? { mode: now.mode, owner: now.uid, group: now.gid }
      : { mode: '644', owner: 'root', group: 'root' };
  return planFile({ ...options, content: edited, mode, owner, group }, now);
}

/** A step before it may bring the file: then it is looked at again after that. */
function notThere(path: string, changing: boolean): Planned {
  if (changing)
    return { state: 'unchanged', reason: 'not there yet: looked at again after the steps before it' };
  return {
    state: 'blocked',
    problem: {
      code: 'host.no-such-file',
      summary: `${path} is not there to be edited`,
      fix: 'Install what brings it before this step, or say `create: true`.',
    },
  };
}

function notText(path: string): Planned {
  return {
    state: 'blocked',
    problem: {
      code: 'host.not-editable',
      summary: `${path} cannot be edited by lines`,
      detail: 'It is larger than 64 KiB, or no text in UTF-8: an edit could damage it.',
      fix: 'Bring the whole of it with file() or copy().',
    },
  };
}
