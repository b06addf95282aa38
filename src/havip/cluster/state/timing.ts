import type { Cluster } from '../../../inventory/types.ts';
import { advertMs, masterDownMs, skewMs, type VrrpTiming } from '../../../keepalived/daemon/timers.ts';

/** A cluster's VRRP timers in milliseconds, those of the node with the lowest priority: the slowest. */
export interface ClusterTiming {
  /** Time between two adverts of the master. */
  readonly advertMs: number;
  /** Silence after which a backup becomes master: three adverts and the skew, unless set otherwise. */
  readonly masterDownMs: number;
  /** What lets the highest priority go first. */
  readonly skewMs: number;
}

/** Seconds from a master's order to stop until its last advert is out, measured on 2.2.7. */
export const RESIGN_SECONDS = 0.02;

/** What a stop of keepalived takes, of which it goes without the address for nearly all. */
const STOP_SECONDS = 1;

/**
 * Seconds without the address while its holder starts again and its standbys are stopped: nobody else can
 * take it, so the holder waits a whole master-down time for itself.
 */
export function apartSeconds(cluster: Cluster): number {
  return RESIGN_SECONDS + STOP_SECONDS + (clusterTiming(cluster).masterDownMs + startupMs(cluster)) / 1000;
}

/** Seconds from an address that is taken off to a keepalived that has started and been elected for it. */
export function startSeconds(cluster: Cluster): number {
  return RESIGN_SECONDS + (clusterTiming(cluster).masterDownMs + startupMs(cluster)) / 1000;
}

/** Milliseconds that a keepalived which has started waits before it takes part. */
export function startupMs({ havip }: Cluster): number {
  return (havip.vrrp.startup_delay ?? 0) * 1000;
}

/** Milliseconds for which a primary is back before it takes the address back; zero where it never does. */
export function preemptDelayMs({ havip }: Cluster): number {
  return havip.preempt ? (havip.vrrp.preempt_delay ?? 0) * 1000 : 0;
}

/** From a resigning master to the takeover of a backup of this priority, in milliseconds. */
export function skewOf({ havip }: Pick<Cluster, 'havip'>, priority: number): number {
  return skewMs({ version: havip.vrrp.version, advertInt: havip.advert_int, priority });
}

/** How long a cluster's timers run, from its profile, advert interval and priorities. */
export function clusterTiming(cluster: Cluster): ClusterTiming {
  const { vrrp } = cluster.havip;
  const timing: VrrpTiming = {
    version: vrrp.version,
    advertInt: cluster.havip.advert_int,
    priority: Math.min(...cluster.members.map(({ priority }) => priority)),
    ...(vrrp.down_timer_adverts !== undefined && { downTimerAdverts: vrrp.down_timer_adverts }),
  };
  return { advertMs: advertMs(timing), masterDownMs: masterDownMs(timing), skewMs: skewMs(timing) };
}

/** What drills would do to an address, for a plan: how long it takes is told of those that only stop keepalived. */
export function drillsInWords(cluster: Cluster, drills: readonly string[]): string {
  const told = drills.every((name) => name === 'stop');
  const seconds = Math.max(0.1, Math.round(clusterTiming(cluster).skewMs / 100) / 10);
  return `not measured yet: drills would move the address and back${told ? `; by VRRP it is away for about ${seconds} s each time` : ''}`;
}
