import type { Cluster } from '../../inventory/types.ts';
import { type Otherwise, ownReloadProgram } from '../../keepalived/daemon/own-reload.ts';
import { CONFIG_PATH } from '../cluster/state/cluster-facts.ts';
import { clusterTiming } from '../cluster/state/timing.ts';

/**
 * POSIX sh that reloads keepalived where a plain reload would take the address away from its holder for long.
 * @param otherwise what to do where that cannot be prevented: a step refuses, an undo goes through
 */
export function keepalivedReload(cluster: Cluster, otherwise: Otherwise): string {
  const { addresses } = cluster.havip;
  const { masterDownMs, skewMs } = clusterTiming(cluster);
  return ownReloadProgram(
    {
      cluster: cluster.name,
      configPath: CONFIG_PATH,
      ...(cluster.instance !== undefined && { instances: [cluster.instance] }),
      addresses,
      masterDownMs,
      skewMs,
    },
    otherwise,
  );
}
