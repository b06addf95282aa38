import type { DrillResult, Effect } from '../core/events/document.ts';
import type { Cluster } from '../inventory/types.ts';
import type { UnitRun } from '../run/unit/unit.ts';
import type { CloudSide } from './cloud/side.ts';
import type { ConnectCloud, HavipRequest } from './request.ts';

/** One cluster on its way through a run. */
export interface ClusterRun extends UnitRun {
  readonly request: HavipRequest;
  /** Replaced when the cloud has chosen the cluster's address. */
  cluster: Cluster;
  /** Every cluster of the same machines, this one too, in the inventory's order: what moves one may move all. */
  readonly together: readonly ClusterRun[];
  readonly drills: DrillResult[];
  effect: Effect;
  /** Something was undone, so that the machines may serve other addresses than the inventory names. */
  undone: boolean;
  /** Machines on which keepalived did not run before what was undone. */
  stoodStill: readonly string[];
  readonly connectCloud: ConnectCloud | undefined;
  /** Set where the inventory names a cloud and the playbook needs it. */
  cloud?: CloudSide;
}

/** The runs of the clusters of a unit: they share its sessions, its lock and its journal. The first is the unit's. */
export function clusterRuns(
  run: UnitRun,
  [first, ...others]: readonly [Cluster, ...Cluster[]],
  request: HavipRequest,
  connectCloud: ConnectCloud | undefined,
): ClusterRun {
  const all: ClusterRun[] = [];
  const own = (cluster: Cluster) => ({
    ...{ request, cluster, connectCloud, together: all, drills: [], undone: false, stoodStill: [] },
    effect: { kind: 'none' as const },
  });
  const ours = Object.assign(run, own(first));
  all.push(ours, ...others.map((cluster): ClusterRun => Object.assign(Object.create(run), own(cluster))));
  return ours;
}
