import { areaOf } from '../../core/problem.ts';
import { LEASE_SECONDS } from '../../engine/lease/lease.ts';
import { takeLease } from '../lock/lock-unit.ts';
import type { UndoTarget } from '../unit/policy.ts';
import { problemsOf, report, type UnitRun } from '../unit/unit.ts';
import { refreshStale } from '../unit/unit-facts.ts';
import { closeJournals } from './close-journals.ts';
import { undoRun } from './rollback-run.ts';
import { toUndo } from './undo-targets.ts';

/**
 * After the last play of a unit: what this run has changed is sound, or it is undone. A run that was
 * interrupted, cut off from a machine or from its lock leaves its journals open, and the next one finishes.
 */
export async function endRun(run: UnitRun): Promise<void> {
  if (run.request.check || !run.request.playbook.plays.some(({ kind }) => kind === 'converge')) return;
  const targets = toUndo(run);
  if (targets.length === 0) return;
  if (speaksForUndo(run)) return undoWhereDue(run, targets);
  const isUnseen = problemsOf(run).some(run.policy.isInconclusive);
  if (isUnseen) for (const { name } of run.unit.hosts) run.stale.add(name);
  if (run.deps.signal.aborted || !(await refreshStale(run))) return;
  // What is taken away need not serve.
  if (run.request.playbook.removes === true || servesAfterChange(run)) {
    if (isUnseen) tellKept(run);
    return closeJournals(run);
  }
  return undoWhereDue(run, targets);
}

async function undoWhereDue(run: UnitRun, targets: readonly UndoTarget[]): Promise<void> {
  if (mustUndo(run, targets) && (await takeLease(run))) await undoRun(run, targets);
}

/** What only the cloud refused leaves the machines serving, and so does what was not measured: the next run goes on from there. */
function speaksForUndo(run: UnitRun): boolean {
  return problemsOf(run).some(
    (problem) => areaOf(problem) !== 'cloud' && !run.policy.isInconclusive(problem),
  );
}

/** To undo would move what serves once more, and nobody would see that either. */
function tellKept({ unit, deps }: UnitRun): void {
  const text = `${unit.name}: nothing is undone: it stands as it should, and that it was not measured says nothing against what was changed`;
  deps.onEvent({ type: 'notice', text });
}

/** Whether what went wrong is undone here and now. */
function mustUndo(run: UnitRun, targets: readonly UndoTarget[]): boolean {
  const areas = new Set(problemsOf(run).map(areaOf));
  if (areas.has('connection')) leaveToMachines(run);
  if (areas.has('connection') || areas.has('lock')) return false;
  // A plan that cannot be made leaves a cut-off run as it was found.
  return areas.has('verify') || targets.some(({ session }) => session.begun > 0);
}

/**
 * A machine that cannot be reached cannot be undone either, nor can those that must go back together with it.
 * Those that watch the lease do it by themselves once that runs out, so it is not given back.
 */
function leaveToMachines(run: UnitRun): void {
  if (run.armed.size === 0 || run.lock.stopRenewing === undefined) return;
  run.lock.stopRenewing();
  run.lock.stopRenewing = undefined;
  run.deps.onEvent({
    type: 'notice',
    text: `${run.unit.name}: unless another run comes first, ${[...run.armed].join(' and ')} will undo this one alone when the lease has run out, within about ${2 * LEASE_SECONDS} s`,
  });
}

/** Whether the unit stands as it should; what is wrong is reported. */
function servesAfterChange(run: UnitRun): boolean {
  const problem = run.policy.standing();
  if (problem !== undefined) report(run, problem);
  return problem === undefined;
}
