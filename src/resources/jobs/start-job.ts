import { failure, type Outcome, success } from '../../core/outcome.ts';
import { programFailed } from '../actions/execute.ts';
import { defineAction } from '../define/define-action.ts';
import { duration, posixShell, word } from '../define/options/option-types.ts';
import { ownProgram, whoRuns } from '../define/own-program.ts';
import type { StepResult } from '../steps/action.ts';
import { jobId, startProgram, stopProgram } from './job-programs.ts';
import { stateOf } from './job-state.ts';

/** A job that was begun. */
export interface JobStarted extends StepResult {
  /** It was there already: an earlier run has started it, and it runs, or has ended and nobody has asked for it. */
  readonly found: boolean;
}

/** A program that goes on by itself. */
export const startJob = defineAction({
  call: 'startJob',
  summary:
    'A program that goes on by itself on the machine, whatever becomes of the connection or of the run.',
  notes:
    'The tasks go on at once; [`awaitJob`](#awaitjob) waits for its end and has what it printed. The machine itself ends it, with all that it has started, after `timeout`. It is known by its name and program: where a run was cut off, the next one finds the job, running or ended, and starts no second. One that a reboot has cut off is started again. An undo stops it. On a machine with systemd it is a unit `havip-deploy-job-…`. Its folder in `/var/lib/havip-deploy/jobs` is for root only, and is there until `awaitJob` or `stopJob`.',
  example: `yield* startJob({ name: 'import', run: '/opt/app/bin/import', timeout: '1h' });`,
  options: {
    name: word.describe('What people are shown, and what it is known by on the machine.'),
    run: posixShell.describe('The program; not under `set -e`.'),
    ...whoRuns,
    timeout: duration.default(3_600_000).describe('How long it may take until the machine ends it.'),
    undo: posixShell
      .optional()
      .meta({ examples: ['/opt/app/bin/import --discard'] })
      .describe('Takes it back after it was stopped; must be safe to run twice.'),
  },
  key: ({ name }) => name,
  title: ({ name }) => name,
  reads: false,
  does: () => 'starts it in the background',
  perform: async ({ name, run, becomeUser, timeout, undo }, machine): Promise<Outcome<JobStarted>> => {
    const job = { name, program: ownProgram(run, { becomeUser }), limitMs: timeout };
    const now = await stateOf(machine, name);
    if (!now.ok) return now;
    const { state, id } = now.value;
    if (id === jobId(job) && (state === 'running' || state === 'ended'))
      return success({ changed: false, found: true });
    const taken = `did\n( ${stopProgram(name)}\n)\n${undo ?? ''}`;
    const change = { script: startProgram(job), undo: { when: 'reverse' as const, script: taken } };
    const started = await machine.change(change, { activity: `starting ${name}`, timeoutMs: 60_000 });
    if (!started.ok) return started;
    if (started.value.exitCode !== 0) return failure(programFailed(name, started.value));
    const found = started.value.stdout.trim() === 'found';
    return success({ changed: !found, found });
  },
  guess: () => ({ changed: true, found: false }),
  tells: ({ found }) => (found ? 'is there already' : 'started'),
});
