import type { Problem } from '../../../core/problem.ts';
import type { ClusterRun } from '../../cluster-run.ts';
import { stateOf } from '../state/cluster-state.ts';

/** The runs of a cluster's sync group, as the inventory has it; itself alone where it is in none. */
export function syncGroupOf(run: ClusterRun): readonly ClusterRun[] {
  const { sync_group: name } = run.cluster.havip;
  return run.together.filter(
    (each) => each === run || (name !== undefined && each.cluster.havip.sync_group === name),
  );
}

/** The addresses of a sync group are on different machines, each well by itself; told of its first cluster. */
export function splitProblem(run: ClusterRun): Problem | undefined {
  const group = syncGroupOf(run);
  const places = group.map((each) => ({ name: each.cluster.name, holders: stateOf(each).holders }));
  const isSplit = new Set(places.map(({ holders }) => holders.join())).size > 1;
  if (group[0] !== run || !isSplit || places.some(({ holders }) => holders.length !== 1)) return undefined;
  return {
    code: 'verify.unhealthy',
    summary: `the addresses of the sync group "${run.cluster.havip.sync_group ?? ''}" are on different machines`,
    detail: `${places.map(({ name, holders }) => `${name}: ${holders.join()}`).join('; ')}.`,
    fix: 'Look at `journalctl -u keepalived` on the nodes: the group may be missing in the configuration that is in force on one of them.',
  };
}
