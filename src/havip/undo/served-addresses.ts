import type { FactStore } from '../../engine/facts/fact-store.ts';
import type { Cluster } from '../../inventory/types.ts';
import type { VirtualAddress } from '../../keepalived/meaning/instance.ts';
import { viewOf } from '../../keepalived/meaning/view.ts';
import type { KeepalivedConfig } from '../../keepalived/parse/syntax.ts';
import { type ClusterState, clusterState } from '../cluster/state/cluster-state.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { configurationIfRead } from '../takeover/in-place.ts';
import { ourInstance } from '../takeover/our-instance.ts';

/**
 * How a cluster stands by the addresses that its nodes are configured with: after an undo those are the ones
 * from before, while the inventory has the new ones. Needs `inPlaceFacts` of the nodes.
 */
export function stateAsConfigured(
  { cluster, together }: Pick<ClusterRun, 'cluster' | 'together'>,
  known: ReadonlyMap<string, FactStore>,
): ClusterState {
  const served = servedBefore(cluster, together.length === 1);
  const addresses = [...new Set([...known.values()].flatMap((facts) => served(configurationIfRead(facts))))];
  return clusterState(addresses.length === 0 ? cluster : servedBy(cluster, addresses), known);
}

/** A node's configuration has an instance of the cluster. */
export function isConfigured(cluster: Cluster, known: ReadonlyMap<string, FactStore>): boolean {
  return [...known.values()].some((facts) => servedIn(cluster, configurationIfRead(facts)).length > 0);
}

/** The cluster with the addresses that it really has. */
export function servedBy(cluster: Cluster, addresses: readonly string[]): Cluster {
  return { ...cluster, havip: { ...cluster.havip, addresses } };
}

/**
 * The addresses that a cluster has by a configuration of before: those of its own instance, whatever else is in it. Where
 * none can be told to be its own, and no other cluster is on its machines, all of them.
 *
 * @param isAlone no other cluster of the inventory is on its machines
 */
export function servedBefore(
  cluster: Cluster,
  isAlone: boolean,
): (configuration: KeepalivedConfig | undefined) => readonly string[] {
  return (configuration) => {
    const own = servedIn(cluster, configuration);
    if (own.length > 0 || !isAlone || configuration === undefined) return own;
    return viewOf(configuration).instances.flatMap(({ addresses }) => ipsOf(addresses));
  };
}

/** What keepalived calls a cluster's own instance in a configuration; undefined where it has none. */
export function nameBefore(
  cluster: Cluster,
): (configuration: KeepalivedConfig | undefined) => string | undefined {
  return (configuration) => configuration && ourInstance(configuration, cluster)?.name;
}

/** Those of a cluster's own instance. */
function servedIn(cluster: Cluster, configuration: KeepalivedConfig | undefined): readonly string[] {
  return ipsOf((configuration && ourInstance(configuration, cluster))?.addresses ?? []);
}

function ipsOf(addresses: readonly VirtualAddress[]): readonly string[] {
  return addresses.map(({ ip }) => ip);
}
