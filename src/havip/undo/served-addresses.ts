import type { FactStore } from '../../engine/fact-store.ts';
import type { Cluster } from '../../inventory/types.ts';
import { addressBlocks } from '../../keepalived/address-blocks.ts';
import { fileFact } from '../../resources/file.ts';
import { CONFIG_PATH } from '../cluster/cluster-facts.ts';
import { type ClusterState, clusterState } from '../cluster/cluster-state.ts';
import type { ClusterRun } from '../cluster-run.ts';

/** The configuration in place, which names the addresses. */
export const configuredFact = fileFact(CONFIG_PATH);

/**
 * How a cluster stands by the addresses that its nodes are configured with: after an undo those are the ones
 * from before, while the inventory has the new ones. Needs `configuredFact` of the nodes.
 */
export function stateAsConfigured(
  { cluster }: Pick<ClusterRun, 'cluster'>,
  known: ReadonlyMap<string, FactStore>,
): ClusterState {
  const addresses = configured([...known.values()]);
  return clusterState(addresses.length === 0 ? cluster : servedBy(cluster, addresses), known);
}

/** The cluster with the addresses that it really has. */
export function servedBy(cluster: Cluster, addresses: readonly string[]): Cluster {
  return { ...cluster, havip: { ...cluster.havip, addresses } };
}

/** Of all nodes, as one may have none left. */
function configured(known: readonly FactStore[]): string[] {
  return [...new Set(known.flatMap((facts) => addressesIn(facts.ifRead(configuredFact)?.content ?? '')))];
}

/** The addresses of a configuration's `virtual_ipaddress` blocks. */
export function addressesIn(configuration: string): string[] {
  return addressBlocks(configuration).flatMap((block) =>
    block.split('\n').flatMap((line) => /^(\d+\.\d+\.\d+\.\d+)/.exec(line.trim())?.[1] ?? []),
  );
}
