import type { Effect } from '../../core/document.ts';
import type { FactStore } from '../../engine/fact-store.ts';
import type { Cluster } from '../../inventory/types.ts';
import type { PlannedHost } from '../../run/policy.ts';
import { canTakeOver } from '../handover/hand-over-address.ts';
import type { ClusterState } from './cluster-state.ts';
import { keepalivedAction } from './keepalived-action.ts';
import { mustStandApart } from './order.ts';
import { clusterTiming } from './timing.ts';

/** Seconds from a master's order to stop until its last advert is out, measured on 2.2.7. */
const RESIGN_SECONDS = 0.02;

/** What a stop of keepalived takes, of which it goes without the address for nearly all. */
const STOP_SECONDS = 1;

/**
 * Seconds without the address while its holder starts again and its standbys are stopped: nobody else can
 * take it, so the holder waits a whole master-down time for itself.
 */
export function apartSeconds(cluster: Cluster): number {
  return RESIGN_SECONDS + STOP_SECONDS + clusterTiming(cluster).masterDownMs / 1000;
}

/** Seconds without the address while its holder hands it over. */
export function lossSeconds(cluster: Cluster, holder: FactStore): number {
  const skewMs = canTakeOver(cluster, holder) ? 0 : clusterTiming(cluster).skewMs;
  return RESIGN_SECONDS + skewMs / 1000;
}

function apartEffect(cluster: Cluster): Effect {
  const seconds = apartSeconds(cluster);
  const limitSeconds = cluster.havip.verify.max_interruption / 1000;
  return { kind: 'move', seconds, ...(seconds > limitSeconds ? { limitSeconds } : {}) };
}

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
  if (actions.some(({ action, holds }) => holds && action === 'restart')) {
    const holder = planned.find(({ host }) => before.holders.includes(host.name));
    if (mustStandApart(planned, before)) return apartEffect(cluster);
    if (holder !== undefined) return { kind: 'move', seconds: lossSeconds(cluster, holder.session.facts) };
  }
  if (actions.length === 0) return { kind: 'none' };
  if (before.holders.length === 0) return { kind: 'start' };
  return actions.some(({ action }) => action === 'reload') ? { kind: 'reload' } : { kind: 'none' };
}
