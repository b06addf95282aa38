import { z } from 'zod';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { defineAction } from '../define/define-action.ts';
import { absolutePath, duration, exitCodes, posixShell, word } from '../define/options/option-types.ts';
import { ownProgram, whoRuns } from '../define/own-program.ts';
import { KEPT_OUTPUT, type ProgramResult, type StepResult } from '../steps/action.ts';

/** What a program came to. */
export interface ExecuteResult extends StepResult, ProgramResult {}

/** Lines of what a program printed that are told where it failed. */
const LAST_LINES = 20;

/** Milliseconds for one that says nothing else. */
const DEFAULT_MS = 600_000;

/** Milliseconds in which the machine itself ends what takes too long, so that what it printed is told. */
const SLACK_MS = 30_000;

/** A program that runs each time it is reached. */
export const execute = defineAction({
  call: 'execute',
  summary: 'A program that runs each time it is reached, for its output or for what it does.',
  notes:
    'For a state that can be looked at before, take [`command`](resources.md#command). With `reads: true` it must change nothing: then it needs no lock, is never reported as a change, and runs with `--check`, too. Without, it is in the journal; a rollback leaves what it did as it is, and says so, unless `undo` tells how to take it back. Of what it prints, 1 MiB of each of stdout and stderr is kept.',
  example: `const { stdout } = yield* execute({ name: 'nginx version', run: 'nginx -v 2>&1', reads: true });`,
  options: {
    name: word.describe('What people are shown, and what it is known by.'),
    run: posixShell.describe('The program; not under `set -e`.'),
    reads: z.boolean().default(false).describe('It changes nothing on the machine.'),
    ...whoRuns,
    exitCodes: exitCodes.describe('What it may end with; anything else is a failure.'),
    unchangedIf: z
      .instanceof(RegExp, { message: 'must be a regular expression, such as /nothing to do/' })
      .optional()
      .meta({ examples: [/nothing to do/] })
      .describe('What it prints where it has changed nothing.'),
    undo: posixShell
      .optional()
      .meta({ examples: ['lbctl undrain web-01'] })
      .describe('Takes it back; must be safe to run twice.'),
    keep: z
      .array(absolutePath)
      .readonly()
      .optional()
      .meta({ examples: [['/etc/app.conf']] })
      .describe('Files that it may change: copied before, and put back by an undo.'),
    timeout: duration
      .optional()
      .meta({ examples: ['5m'] })
      .describe('How long it may take until the machine ends it; default 10 min.'),
  },
  conflict: ({ reads, undo, keep }) =>
    reads && (undo !== undefined || keep !== undefined) ? 'what only reads has nothing to undo' : undefined,
  key: ({ name }) => name,
  title: ({ name }) => name,
  reads: ({ reads }) => reads,
  does: ({ reads }) => (reads ? 'reads' : 'runs'),
  perform: async (options, machine) => {
    const { name, reads, timeout, undo, keep, exitCodes: well, becomeUser } = options;
    const run = ownProgram(options.run, { becomeUser, timeout });
    const running = { activity: name, timeoutMs: timeout === undefined ? DEFAULT_MS : timeout + SLACK_MS };
    const change = {
      script: run,
      exitCodes: well,
      ...(keep && { keep }),
      ...(undo === undefined
        ? {}
        : { undo: { when: 'reverse' as const, script: `did\n${ownProgram(undo, { becomeUser })}` } }),
    };
    const ended = reads
      ? await machine.read(run, { ...running, keptCharacters: KEPT_OUTPUT })
      : await machine.change(change, running);
    return ended.ok ? judged(options, ended.value) : ended;
  },
  guess: (): ExecuteResult => ({ changed: true, guessed: true, exitCode: 0, stdout: '', stderr: '' }),
  tells: ({ changed, exitCode }) => (changed ? `ran, exit code ${exitCode}` : `exit code ${exitCode}`),
});

interface Judging {
  readonly name: string;
  readonly reads: boolean;
  readonly exitCodes: readonly number[];
  readonly unchangedIf?: RegExp | undefined;
}

function judged(
  { name, reads, exitCodes, unchangedIf }: Judging,
  ended: ProgramResult,
): Outcome<ExecuteResult> {
  if (!exitCodes.includes(ended.exitCode)) return failure(programFailed(name, ended));
  const unchanged = reads || unchangedIf?.test(`${ended.stdout}${ended.stderr}`) === true;
  return success({ ...ended, changed: !unchanged });
}

/** A program that ended with an exit code that it must not end with. */
export function programFailed(name: string, { exitCode, stdout, stderr }: ProgramResult): Problem {
  const said = `${stdout}${stderr}`.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  return {
    code: 'host.step-failed',
    summary: `${name} failed with exit code ${exitCode}`,
    detail: said || 'It printed nothing.',
    fix: 'Mend the cause and run again.',
  };
}
