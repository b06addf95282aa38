import type { Cluster } from '../../inventory/types.ts';
import type { InstanceView } from '../../keepalived/meaning/instance.ts';
import { viewOf } from '../../keepalived/meaning/view.ts';
import type { KeepalivedConfig } from '../../keepalived/parse/syntax.ts';
import { instanceOf } from '../cluster/state/cluster-facts.ts';

/** What the first line of every configuration says that this tool has written. */
export const MANAGED_MARK = '# Managed by havip-deploy';

/** Whether a configuration is one that this tool has written. */
export function isManaged({ file, sources }: Pick<KeepalivedConfig, 'file' | 'sources'>): boolean {
  const lines = sources.find((source) => source.file === file)?.lines ?? [];
  return lines.slice(0, 3).some((line) => line.startsWith(MANAGED_MARK));
}

/**
 * The instance that serves a cluster: the one with its address, or else with its router id, or else the one
 * that this tool wrote.
 */
export function ourInstance(config: KeepalivedConfig, cluster: Cluster): InstanceView | undefined {
  const { havip } = cluster;
  const { instances } = viewOf(config);
  return (
    instances.find(({ addresses }) => addresses.some(({ ip }) => havip.addresses.includes(ip))) ??
    instances.find(({ routerId }) => Number(routerId?.value) === havip.virtual_router_id) ??
    (isManaged(config) ? instances.find(({ name }) => name === instanceOf(cluster)) : undefined)
  );
}
