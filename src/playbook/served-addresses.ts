import type { Cluster } from '../inventory/types.ts';
import { fileFact } from '../resources/file.ts';
import { type ClusterState, clusterState } from './cluster-state.ts';
import type { UnitRun } from './unit.ts';
import { factsOf, stateOf } from './unit-facts.ts';

/** The configuration in place, which names the addresses. */
export const configuredFact = fileFact('/etc/keepalived/keepalived.conf');

/**
 * How a cluster stands by the addresses that its nodes are configured with: after an undo those are the ones
 * from before, while the inventory has the new ones. Needs `configuredFact` of the nodes.
 */
export function stateAsConfigured(run: UnitRun): ClusterState | undefined {
  const { cluster, hosts } = run.unit;
  const addresses = cluster === undefined ? [] : configured(run);
  if (cluster === undefined || addresses.length === 0) return stateOf(run);
  const members = new Map([...factsOf(run)].filter(([name]) => hosts.some((host) => host.name === name)));
  return clusterState(servedBy(cluster, addresses), members);
}

/** The cluster with the addresses that it really has. */
export function servedBy(cluster: Cluster, addresses: readonly string[]): Cluster {
  return { ...cluster, havip: { ...cluster.havip, addresses } };
}

/** Of all nodes, as one may have none left. */
function configured(run: UnitRun): string[] {
  const texts = run.unit.hosts.flatMap(({ name }) => {
    const facts = run.sessions.get(name)?.facts;
    if (facts === undefined || facts.missing([configuredFact]).length > 0) return [];
    return [facts.get(configuredFact).content ?? ''];
  });
  return [...new Set(texts.flatMap(addressesIn))];
}

/** The addresses of a configuration's `virtual_ipaddress` blocks. */
export function addressesIn(configuration: string): string[] {
  return [...configuration.matchAll(/^\s*virtual_ipaddress\s*\{([^}]*)\}/gm)].flatMap((block) =>
    [...(block[1] ?? '').matchAll(/^\s*(\d+\.\d+\.\d+\.\d+)/gm)].map((address) => address[1] ?? ''),
  );
}
