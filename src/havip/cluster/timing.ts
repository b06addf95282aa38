import type { Cluster } from '../../inventory/types.ts';
import { advertMs, masterDownMs, skewMs, type VrrpTiming } from '../../keepalived/timers.ts';

/** A cluster's VRRP timers in milliseconds, those of the node with the lowest priority: the slowest. */
export interface ClusterTiming {
  readonly advertMs: number;
  readonly masterDownMs: number;
  readonly skewMs: number;
}

/** How long a cluster's timers run, from its profile, advert interval and priorities. */
export function clusterTiming(cluster: Cluster): ClusterTiming {
  const timing: VrrpTiming = {
    version: cluster.havip.profile === 'fast' ? 3 : 2,
    advertInt: cluster.havip.advert_int,
    priority: Math.min(...cluster.members.map(({ priority }) => priority)),
  };
  return { advertMs: advertMs(timing), masterDownMs: masterDownMs(timing), skewMs: skewMs(timing) };
}
