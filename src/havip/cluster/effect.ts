import type { Effect } from '../../core/events/document.ts';
import type { FactStore } from '../../engine/facts/fact-store.ts';
import type { Cluster } from '../../inventory/types.ts';
import type { PlannedHost } from '../../run/unit/policy.ts';
import { canTakeOver } from '../handover/hand-over-address.ts';
import type { Takeover } from '../takeover/choose.ts';
import { awaySeconds, handsOver, stoppedBy } from '../takeover/takeover.ts';
import { keepalivedAction } from './keepalived-action.ts';
import { type ClusterState, unserved } from './state/cluster-state.ts';
import { clusterTiming, RESIGN_SECONDS, startSeconds } from './state/timing.ts';

/** Seconds without the address while its holder hands it over. */
export function lossSeconds(cluster: Cluster, holder: FactStore): number {
  const skewMs = canTakeOver(cluster, holder) ? 0 : clusterTiming(cluster).skewMs;
  return RESIGN_SECONDS + skewMs / 1000;
}

function moveEffect(cluster: Cluster, seconds: number): Effect {
  const limitSeconds = cluster.havip.verify.max_interruption / 1000;
  return { kind: 'move', seconds, ...(seconds > limitSeconds ? { limitSeconds } : {}) };
}

/** What applying the plans would do to the floating address. */
export function effectOf(
  cluster: Cluster | undefined,
  planned: readonly PlannedHost[],
  before: ClusterState | undefined,
  takeover?: Takeover,
): Effect {
  const effect = effectOnAddress(cluster, planned, before, takeover);
  const standbysStopped = stoppedBy(takeover);
  const unguarded = standbysStopped.length > 0 && (effect.kind === 'reload' || effect.kind === 'move');
  return unguarded ? { ...effect, standbysStopped } : effect;
}

function effectOnAddress(
  cluster: Cluster | undefined,
  planned: readonly PlannedHost[],
  before: ClusterState | undefined,
  takeover?: Takeover,
): Effect {
  if (cluster === undefined || before === undefined) return { kind: 'none' };
  const actions = planned.flatMap(({ host, plan }) => {
    const action = keepalivedAction(plan);
    return action === undefined ? [] : [{ action, holds: before.holders.includes(host.name) }];
  });
  const away = takeover && awaySeconds(cluster, takeover);
  if (away !== undefined && !handsOver(takeover)) return moveEffect(cluster, away);
  if (actions.some(({ action, holds }) => holds && action === 'restart')) {
    const holder = planned.find(({ host }) => before.holders.includes(host.name));
    if (holder !== undefined) return { kind: 'move', seconds: lossSeconds(cluster, holder.session.facts) };
  }
  if (actions.length === 0) return { kind: 'none' };
  // Whatever is left there goes before one starts.
  if (unserved(before).length > 0) return moveEffect(cluster, startSeconds(cluster));
  if (before.holders.length === 0) return { kind: 'start' };
  return actions.some(({ action }) => action === 'reload') ? { kind: 'reload' } : { kind: 'none' };
}
