import type { FactStore } from '../../engine/facts/fact-store.ts';
import type { Cluster } from '../../inventory/types.ts';
import { addressBlocks } from '../../keepalived/meaning/address-blocks.ts';
import { parse } from '../../keepalived/parse/parse.ts';
import { fileFact } from '../../resources/file.ts';
import { CONFIG_PATH } from '../cluster/state/cluster-facts.ts';
import { type ClusterState, clusterState } from '../cluster/state/cluster-state.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { ourInstance } from '../takeover/our-instance.ts';

/** The configuration in place, which names the addresses. */
export const configuredFact = fileFact(CONFIG_PATH);

/**
 * How a cluster stands by the addresses that its nodes are configured with: after an undo those are the ones
 * from before, while the inventory has the new ones. Needs `configuredFact` of the nodes.
 */
export function stateAsConfigured(
  { cluster, together }: Pick<ClusterRun, 'cluster' | 'together'>,
  known: ReadonlyMap<string, FactStore>,
): ClusterState {
  const served = servedBefore(cluster, together.length === 1);
  const addresses = [
    ...new Set([...known.values()].flatMap((facts) => served(facts.ifRead(configuredFact)?.content ?? ''))),
  ];
  return clusterState(addresses.length === 0 ? cluster : servedBy(cluster, addresses), known);
}

/** A node's configuration has an instance of the cluster. */
export function isConfigured(cluster: Cluster, known: ReadonlyMap<string, FactStore>): boolean {
  return [...known.values()].some(
    (facts) => servedIn(cluster)(facts.ifRead(configuredFact)?.content ?? '').length > 0,
  );
}

/** The cluster with the addresses that it really has. */
export function servedBy(cluster: Cluster, addresses: readonly string[]): Cluster {
  return { ...cluster, havip: { ...cluster.havip, addresses } };
}

/** The addresses of a configuration's `virtual_ipaddress` blocks. */
export function addressesIn(configuration: string): string[] {
  return addressBlocks(configuration).flatMap((block) =>
    block.split('\n').flatMap((line) => /^(\d+\.\d+\.\d+\.\d+)/.exec(line.trim())?.[1] ?? []),
  );
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
): (configuration: string) => readonly string[] {
  return (configuration) => {
    const own = servedIn(cluster)(configuration);
    return own.length === 0 && isAlone ? addressesIn(configuration) : own;
  };
}

/** What keepalived calls a cluster's own instance in a configuration; undefined where it has none. */
export function nameBefore(cluster: Cluster): (configuration: string) => string | undefined {
  return (configuration) => ourInstance(parse(configuration, CONFIG_PATH), cluster)?.name;
}

/** Those of a cluster's own instance. */
function servedIn(cluster: Cluster): (configuration: string) => readonly string[] {
  return (configuration) => {
    const instance = ourInstance(parse(configuration, CONFIG_PATH), cluster);
    return (instance?.addresses ?? []).map(({ ip }) => ip);
  };
}
