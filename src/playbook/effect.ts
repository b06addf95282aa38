import type { Effect } from '../core/document.ts';
import type { Cluster } from '../inventory/types.ts';
import type { ClusterState } from './cluster-state.ts';
import { keepalivedAction } from './keepalived-action.ts';
import { mustStandApart, type PlannedHost } from './order.ts';
import { clusterTiming } from './timing.ts';

/** Seconds from a master's order to stop until its last advert is out, measured on 2.2.7. */
const RESIGN_SECONDS = 0.02;

/** What applying the plans would do to the floating address. */
export function effectOf(
  cluster: Cluster | undefined,
  planned: readonly PlannedHost[],
  before: ClusterState | undefined,
): Effect {
  if (cluster === undefined || before === undefined) return { kind: 'none' };
  const actions = planned.flatMap(({ host, plan }) => {
    const action = keepalivedAction(plan);
    return action === undefined ? [] : [{ action, holds: before.holders.includes(host.name) }];
  });
  const timing = clusterTiming(cluster);
  if (actions.some(({ action, holds }) => holds && action === 'restart')) {
    // With its standbys stopped, a restarted holder has to wait a whole master-down time for itself.
    const apart = mustStandApart(planned, before);
    return {
      kind: 'move',
      seconds: RESIGN_SECONDS + (apart ? 1000 + timing.masterDownMs : timing.skewMs) / 1000,
    };
  }
  if (actions.length === 0) return { kind: 'none' };
  if (before.holders.length === 0) return { kind: 'start' };
  return actions.some(({ action }) => action === 'reload') ? { kind: 'reload' } : { kind: 'none' };
}
