import type { Outcome } from '../../../core/outcome.ts';
import { takeLease } from '../../../run/lock/lock-unit.ts';
import { lockIsFree } from '../../../run/lock/wait-for-lock.ts';
import type { ClusterRun } from '../../cluster-run.ts';
import { observeAddresses } from '../observe.ts';
import type { CloudPlan } from '../plan/plan.ts';
import type { CloudSeen } from '../seen.ts';
import type { CloudSide } from '../side.ts';
import { applyStep } from './apply.ts';
import { activity, recordFailure, recordTask } from './tasks.ts';

/** A plan made anew from what is there. */
export type Replan = (seen: CloudSeen) => Outcome<CloudPlan>;

/**
 * Carries a plan out step by step, then looks again: the plan against what is there now must be empty, or the
 * steps have failed, whatever they claimed. With `--check` it is only told.
 * @param task what it is about, where nothing has to be done
 * @returns false when the unit must stop
 */
export async function carryOut(
  run: ClusterRun,
  side: CloudSide,
  task: string,
  plan: CloudPlan,
  replan: Replan,
): Promise<boolean> {
  if (plan.steps.length === 0) {
    recordTask(run, side, task, 'ok', plan.note);
    return true;
  }
  if (run.request.check) {
    for (const step of plan.steps) recordTask(run, side, step.name, 'would-change', step.text);
    return true;
  }
  const sure = await planUnderLease(run, side, task, plan, replan);
  if (sure === undefined) return false;
  for (const step of sure.steps) {
    if (run.deps.signal.aborted) return false;
    activity(run, side, step.text);
    const applied = await applyStep(side, step);
    if (!applied.ok) {
      recordFailure(run, side, step.name, applied.problems);
      return false;
    }
    recordTask(run, side, step.name, 'changed', applied.value);
  }
  const left = await lookAgain(run, side, task, replan);
  if (left === undefined) return false;
  const [stubborn] = left.steps;
  if (stubborn === undefined) return true;
  recordFailure(run, side, stubborn.name, [
    {
      code: 'cloud.not-converged',
      summary: `${side.wanted.cluster}: ${stubborn.name} is not as it should be although the call succeeded`,
      detail: `Looked at again, it would have to be done once more: ${stubborn.text}.`,
      fix: 'Run again; if it stays so, look in the console for somebody or something that undoes it.',
    },
  ]);
  return false;
}

/** Nobody else may work on the cluster meanwhile; another run may have done it all a moment ago. */
async function planUnderLease(
  run: ClusterRun,
  side: CloudSide,
  task: string,
  plan: CloudPlan,
  replan: Replan,
): Promise<CloudPlan | undefined> {
  if (run.lock.stopRenewing !== undefined) return plan;
  if (!(await lockIsFree(run)) || !(await takeLease(run))) return undefined;
  return lookAgain(run, side, task, replan);
}

/** The plan against what is there now; undefined, with the problem told, where that is not to be known. */
async function lookAgain(
  run: ClusterRun,
  side: CloudSide,
  task: string,
  replan: Replan,
): Promise<CloudPlan | undefined> {
  const fresh = await observeAddresses(side.provider, side.wanted, side.seen.publicAddresses);
  if (!fresh.ok) {
    recordFailure(run, side, task, fresh.problems);
    return undefined;
  }
  side.seen = { ...side.seen, ...fresh.value };
  const plan = replan(side.seen);
  if (!plan.ok) {
    recordFailure(run, side, task, plan.problems);
    return undefined;
  }
  side.address = plan.value.address;
  return plan.value;
}
