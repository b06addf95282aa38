import { failure, type Outcome, success } from '../../core/outcome.ts';
import { areaOf, type Problem } from '../../core/problem.ts';
import { type ExecuteResult, programFailed } from '../actions/execute.ts';
import { waitUntil } from '../actions/wait-until.ts';
import { defineAction } from '../define/define-action.ts';
import { duration, exitCodes, word } from '../define/options/option-types.ts';
import type { ActionMachine } from '../steps/action.ts';
import { jobAnswer, stopProgram } from './job-programs.ts';
import { type JobState, stateOf } from './job-state.ts';

/** Milliseconds for which a machine may be out of reach while its job goes on. */
const AWAY_MS = 60_000;

/** Waits for the end of a job, and collects it. */
export const awaitJob = defineAction({
  call: 'awaitJob',
  summary: 'Waits for the end of a job that [`startJob`](#startjob) has started, and has what it printed.',
  notes:
    'It is looked at again and again. A connection that is lost meanwhile is opened anew for up to a minute. After an interrupt the job goes on, and the next run finds it; where `timeout` is over, too, if the playbook deals with that (`attempt`, `try`), and otherwise it ends with the run that had started it. Once its end is known, what is left of it on the machine is cleared away. Of what it prints, 1 MiB of each of stdout and stderr is kept.',
  example: `const { stdout } = yield* awaitJob({ job: 'import', every: '10s' });`,
  options: {
    job: word.describe('Its name.'),
    every: duration.default(5000).describe('Time between two looks.'),
    timeout: duration.optional().describe('How long it is waited for; default until its own limit.'),
    exitCodes: exitCodes.describe('What it may end with; anything else is a failure.'),
  },
  key: ({ job }) => job,
  title: ({ job }) => `wait for ${job}`,
  reads: false,
  does: () => 'waits for its end',
  perform: async (
    { job, every, timeout = Number.POSITIVE_INFINITY, exitCodes: well },
    machine,
  ): Promise<Outcome<ExecuteResult>> => {
    const ended = await endOf(machine, { job, every, timeout });
    if (!ended.ok) return ended;
    const { state, timedOut } = ended.value;
    if (state === 'none' || state === 'ready') return failure(noSuchJob(job));
    const answer =
      state === 'lost' ? undefined : await machine.read(jobAnswer(job), { activity: `reading ${job}` });
    if (answer?.ok === false) return answer;
    // Ours alone and seen by nobody else: no change of the machine that the journal would have to know.
    const cleared = await machine.read(stopProgram(job), { activity: `clearing ${job} away` });
    if (!cleared.ok) return cleared;
    if (answer === undefined) return failure(lostJob(job));
    if (timedOut) return failure(overLimit(job, programFailed(job, answer.value)));
    if (!well.includes(answer.value.exitCode)) return failure(programFailed(job, answer.value));
    return success({ ...answer.value, changed: true });
  },
  guess: (): ExecuteResult => ({ changed: true, guessed: true, exitCode: 0, stdout: '', stderr: '' }),
  tells: ({ exitCode }) => `ended with exit code ${exitCode}`,
});

interface Waiting {
  readonly job: string;
  /** Milliseconds. */
  readonly every: number;
  readonly timeout: number;
}

/** The first state in which it does not run; a failure where that does not come. */
async function endOf(machine: ActionMachine, { job, every, timeout }: Waiting): Promise<Outcome<JobState>> {
  const { clock, signal } = machine;
  let last: Outcome<JobState> | undefined;
  let reachedMs = clock.monotonicMs();
  const over = await waitUntil(
    machine,
    clock.monotonicMs() + timeout,
    async () => {
      last = await stateOf(machine, job);
      machine.activity(`waiting for ${job}`);
      if (last.ok) {
        reachedMs = clock.monotonicMs();
        return last.value.state !== 'running';
      }
      if (!last.problems.every(isLost) || clock.monotonicMs() - reachedMs > AWAY_MS) return true;
      await machine.reconnect();
      return false;
    },
    every,
  );
  if (over && last !== undefined) return last;
  return failure(stillRuns(job, signal.aborted, timeout));
}

function isLost(problem: Problem): boolean {
  return areaOf(problem) === 'connection';
}

function noSuchJob(job: string): Problem {
  return {
    code: 'host.no-such-job',
    summary: `there is no job ${job} on the machine`,
    detail: 'Either nobody has started it, or its end was collected already.',
    fix: `Start it before: yield* startJob({ name: '${job}', … }).`,
  };
}

function lostJob(job: string): Problem {
  return {
    code: 'host.job-lost',
    summary: `${job} was cut off`,
    detail: 'It is gone, and nobody has seen how it ended: the machine was rebooted, or somebody killed it.',
    fix: 'Look what it has done, and run again.',
  };
}

function overLimit(job: string, { detail }: Problem): Problem {
  return {
    code: 'host.step-failed',
    summary: `${job} was ended because it took longer than its limit`,
    ...(detail !== undefined && { detail }),
    fix: 'See what keeps it, or give startJob a longer `timeout`.',
  };
}

function stillRuns(job: string, interrupted: boolean, timeoutMs: number): Problem {
  return interrupted
    ? {
        code: 'host.interrupted',
        summary: `the run was interrupted while waiting for ${job}`,
        detail: 'The job goes on; the next run finds it.',
      }
    : {
        code: 'host.waited-in-vain',
        summary: `${job} still runs after ${timeoutMs / 1000} s`,
        detail:
          'It goes on, and the next run finds it, where the playbook deals with this; else it is ended with what else this run has begun.',
        fix: 'Give awaitJob a longer `timeout`, or catch this and go on (`attempt`).',
      };
}
