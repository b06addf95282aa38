import type { Host } from '../../../inventory/types.ts';
import { report } from '../../../run/unit/unit.ts';
import { refreshStale } from '../../../run/unit/unit-facts.ts';
import type { ClusterRun } from '../../cluster-run.ts';
import { stateOf, stateProblem } from '../state/cluster-state.ts';

/**
 * Whether no address is held twice; what is held twice is reported.
 *
 * @param outdated whose facts may be older than the last move of an address: they are asked before it is called two
 */
export async function atMostOneHolds(run: ClusterRun, outdated: readonly Host[]): Promise<boolean> {
  const twice = () => run.together.find((each) => stateOf(each).holders.length > 1);
  if (twice() === undefined) return true;
  for (const { name } of outdated) run.stale.add(name);
  if (!(await refreshStale(run))) return false;
  const found = twice();
  const problem = found && stateProblem(found.cluster, stateOf(found));
  // What is planned for the others is still from before.
  for (const { name } of outdated) run.stale.add(name);
  if (problem === undefined) return true;
  report(run, problem);
  return false;
}
