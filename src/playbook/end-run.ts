import { areaOf } from '../core/problem.ts';
import { closeJournals } from './close-journals.ts';
import { stateProblem } from './cluster-state.ts';
import { takeLease } from './lock-cluster.ts';
import { undoRun } from './rollback-run.ts';
import { toUndo } from './undo-targets.ts';
import { problemsOf, report, type UnitRun } from './unit.ts';
import { refreshStale, stateOf } from './unit-facts.ts';

/**
 * After the last play of a cluster: what this run has changed is proved, or it is undone. A run that was
 * interrupted, cut off from a machine or from its lock leaves its journals open, and the next one finishes.
 */
export async function endRun(run: UnitRun): Promise<void> {
  const { cluster } = run.unit;
  if (cluster === undefined || run.request.check) return;
  if (!run.request.playbook.plays.some(({ kind }) => kind === 'converge')) return;
  // What is taken away need not serve.
  const removes = run.request.playbook.removes === true;
  const targets = toUndo(run);
  if (targets.length === 0) return;
  // What only the cloud refused leaves the machines serving, and the next run goes on from there.
  if (problemsOf(run).every((problem) => areaOf(problem) === 'cloud')) {
    if (run.deps.signal.aborted || !(await refreshStale(run))) return;
    if (removes || servesAfterChange(run)) {
      await closeJournals(run);
      return;
    }
  }
  const areas = new Set(problemsOf(run).map(areaOf));
  if (areas.has('connection') || areas.has('lock') || !(await takeLease(run))) return;
  await undoRun(run, targets);
}

/** Whether the cluster stands as it should; what is wrong is reported. Unknown where a member is left out. */
function servesAfterChange(run: UnitRun): boolean {
  const { cluster, hosts } = run.unit;
  const state = stateOf(run);
  if (cluster === undefined || state === undefined || hosts.length < cluster.members.length) return true;
  const problem = stateProblem(cluster, state);
  if (problem !== undefined) report(run, problem);
  return problem === undefined;
}
