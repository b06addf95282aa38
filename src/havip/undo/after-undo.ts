import type { AfterUndo, UndoneHost } from '../../run/policy.ts';
import { refreshStale, sessionsOf } from '../../run/unit-facts.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { gatherForReport, hostStates } from './host-states.ts';
import { stateAsConfigured } from './served-addresses.ts';

/** How the cluster stands after an undo; undefined where not every machine answers. */
export async function lookAfterUndo(
  run: ClusterRun,
  undone: readonly UndoneHost[],
): Promise<AfterUndo | undefined> {
  for (const { name } of run.unit.hosts) run.stale.add(name);
  if (!(await refreshStale(run))) return undefined;
  await gatherForReport(run);
  const known = sessionsOf(run).map(({ connection, facts }) => [connection.host, facts] as const);
  const state = stateAsConfigured(run, new Map(known));
  const { holders, nodes, healthy } = state;
  const complete = undone.every((each) => each.report?.complete === true);
  // No address is on two machines or, where keepalived runs, on none.
  const sound = holders.length === 1 || (holders.length === 0 && nodes.every(({ running }) => !running));
  return {
    isBack: complete && sound,
    serves: complete && holders.length === 1 && healthy,
    words: hostStates(run, state),
  };
}
