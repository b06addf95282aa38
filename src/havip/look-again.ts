import { connectUnit } from '../run/unit/connect-unit.ts';
import { report } from '../run/unit/unit.ts';
import { closeSessions, gatherAll, unitFacts } from '../run/unit/unit-facts.ts';
import { stateOf, stateProblem } from './cluster/state/cluster-state.ts';
import type { ClusterRun } from './cluster-run.ts';

/** Looks at a cluster that was finished before; what is wrong with it now is its problem. */
export async function lookAgain(run: ClusterRun): Promise<void> {
  // With a member left out by --limit, nobody can say whether all is well.
  if (!run.policy.isWhole) return;
  run.sessions.clear();
  run.stale.clear();
  if (!(await connectUnit(run))) return;
  const known = await gatherAll(run, unitFacts(run));
  await closeSessions(run);
  for (const each of known ? run.together : []) {
    const problem = stateProblem(each.cluster, stateOf(each));
    if (problem === undefined) continue;
    report(each, { ...problem, summary: `${problem.summary}, some time after it was finished` });
  }
}
