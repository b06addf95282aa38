import { failure, type Outcome, success } from '../../core/outcome.ts';
import { programFailed } from '../actions/execute.ts';
import { defineAction } from '../define/define-action.ts';
import { word } from '../define/options/option-types.ts';
import type { StepResult } from '../steps/action.ts';
import { stopProgram } from './job-programs.ts';
import { stateOf } from './job-state.ts';

/** Ends a job, and clears it away. */
export const stopJob = defineAction({
  call: 'stopJob',
  summary: 'Ends a job that [`startJob`](#startjob) has started, with all that it has started itself.',
  notes: 'What it has printed is cleared away. Nothing is done where there is no such job.',
  example: `yield* stopJob({ job: 'import' });`,
  options: { job: word.describe('Its name.') },
  key: ({ job }) => job,
  title: ({ job }) => `stop ${job}`,
  reads: false,
  does: () => 'ends it',
  perform: async ({ job }, machine): Promise<Outcome<StepResult>> => {
    const now = await stateOf(machine, job);
    if (!now.ok) return now;
    if (now.value.state === 'none') return success({ changed: false });
    const stopped = await machine.change({ script: stopProgram(job) }, { activity: `stopping ${job}` });
    if (!stopped.ok) return stopped;
    if (stopped.value.exitCode !== 0) return failure(programFailed(`stop ${job}`, stopped.value));
    return success({ changed: stopped.value.stdout.trim() === 'stopped' });
  },
  guess: () => ({ changed: true }),
  tells: ({ changed }) => (changed ? 'stopped' : 'does not run'),
});
