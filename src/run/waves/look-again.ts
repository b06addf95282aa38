import { clusterFacts } from '../../havip/cluster/cluster-facts.ts';
import { type ClusterState, stateProblem } from '../../havip/cluster/cluster-state.ts';
import { connectUnit } from '../connect-unit.ts';
import { report, type UnitRun } from '../unit.ts';
import { allOk, sessionsOf, stateOf } from '../unit-facts.ts';

/** How a cluster stands that was finished before; what is wrong with it now is its problem. */
export async function lookAgain(run: UnitRun): Promise<ClusterState | undefined> {
  const { cluster, hosts } = run.unit;
  // With a member left out by --limit, nobody can say whether all is well.
  if (cluster === undefined || hosts.length < cluster.members.length) return undefined;
  run.sessions.clear();
  run.stale.clear();
  if (!(await connectUnit(run))) return undefined;
  const sessions = sessionsOf(run);
  const read = await Promise.all(sessions.map((session) => session.gather(clusterFacts(cluster))));
  const state = allOk(run, read) ? stateOf(run) : undefined;
  await closeSessions(run);
  const problem = state && stateProblem(cluster, state);
  if (problem !== undefined) {
    report(run, { ...problem, summary: `${problem.summary}, some time after it was finished` });
  }
  return state;
}

/** Ends the connections of a unit; what was known of its machines stays. */
export async function closeSessions(run: UnitRun): Promise<void> {
  await Promise.all([...run.sessions.values()].map(({ connection }) => connection.close()));
}
