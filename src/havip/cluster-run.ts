import type { DrillResult, Effect } from '../core/document.ts';
import type { Cluster } from '../inventory/types.ts';
import type { UnitRun } from '../run/unit.ts';
import type { CloudSide } from './cloud/side.ts';
import type { ConnectCloud, HavipRequest } from './request.ts';

/** One cluster on its way through a run. */
export interface ClusterRun extends UnitRun {
  readonly request: HavipRequest;
  /** Replaced when the cloud has chosen the cluster's address. */
  cluster: Cluster;
  readonly drills: DrillResult[];
  effect: Effect;
  /** Something was undone, so that the machines may serve other addresses than the inventory names. */
  undone: boolean;
  readonly connectCloud: ConnectCloud | undefined;
  /** Set where the inventory names a cloud and the playbook needs it. */
  cloud?: CloudSide;
}
