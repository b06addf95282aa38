import { failure, type Outcome } from '../../../core/outcome.ts';
import { pause } from '../../../core/pause.ts';
import { areaOf, type Problem } from '../../../core/problem.ts';
import { OWN_CODE } from '../../../core/user-code/user-code.ts';
import type { Action, StepResult } from '../../../resources/steps/action.ts';
import { hostActivity } from '../../apply-host.ts';
import type { TaskHost } from '../../unit/unit.ts';
import { type TaskOrigin, tasksOrigin } from '../questions/answer.ts';

/**
 * Carries out an action until it goes well and its `until` says so, as often as it asks for. That a machine is
 * out of reach, or the lock lost, is not tried again.
 */
export async function tried(
  { run, host }: TaskHost,
  origin: TaskOrigin,
  action: Action,
  work: () => Promise<Outcome<StepResult>>,
): Promise<Outcome<StepResult>> {
  const { signal } = run.deps;
  const { times, delayMs } = action.meta?.again ?? { times: 0, delayMs: 0 };
  for (let left = times; ; left -= 1) {
    const outcome = judged(run.request.userCode ?? OWN_CODE, origin, action, await work());
    if (outcome.ok || left === 0 || signal.aborted || !outcome.problems.every(isOfTheMachine)) return outcome;
    const more = left === 1 ? 'the last time' : `${left} more times`;
    hostActivity(run, host, `${action.name} failed, is tried ${more}, again in ${delayMs / 1000} s`);
    await pause(delayMs, signal);
    if (signal.aborted) return outcome;
  }
}

function isOfTheMachine(problem: Problem): boolean {
  return areaOf(problem) === 'host';
}

function judged(
  userCode: typeof OWN_CODE,
  { play, role }: TaskOrigin,
  { name, meta }: Action,
  outcome: Outcome<StepResult>,
): Outcome<StepResult> {
  const { until } = meta ?? {};
  if (until === undefined || !outcome.ok) return outcome;
  // It was given beside this action, whose results it takes.
  const asked = userCode.attempt(tasksOrigin(play, role), () => until(outcome.value as never));
  if (!asked.ok) return failure(...asked.problems);
  if (asked.value === true) return outcome;
  return failure({
    code: 'host.not-so-far',
    summary: `${name}: its "until" is not met`,
    fix: 'See what keeps the machine from it, or give the step more `retries` or a longer `delay`.',
  });
}
