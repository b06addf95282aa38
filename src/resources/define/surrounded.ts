import { quote } from '../../core/programs/shell.ts';
import type { Planned } from '../resource.ts';
import { again, type StepOptions } from '../steps/meta.ts';

/** POSIX sh that gives programs the variables of a step. */
export function exported(environment: StepOptions['environment'] = {}): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${quote(value)}\n`)
    .join('');
}

/** POSIX sh: what comes after it prints for nobody. */
const SILENT = "echo 'what it printed is not shown (noLog)'\nexec >/dev/null 2>&1\n";

/** A program with what its step says of all of them: an undo needs the same variables, and is as secret. */
export function within({ environment, noLog }: StepOptions, script: string): string {
  return `${noLog === true ? SILENT : ''}${exported(environment)}${script}`;
}

/** What `environment`, `noLog` and `retries` add to the change of any kind. */
export function surrounded(planned: Planned, options: StepOptions): Planned {
  if (planned.state !== 'change') return planned;
  const { noLog } = options;
  const retried = again(options);
  return {
    ...planned,
    ...(retried && { again: retried }),
    script: within(options, planned.script),
    ...(planned.ahead && { ahead: { ...planned.ahead, script: within(options, planned.ahead.script) } }),
    ...(planned.undo && { undo: { ...planned.undo, script: within(options, planned.undo.script) } }),
    ...(noLog === true && planned.diff !== undefined ? { diff: 'not shown (noLog)' } : {}),
  };
}
