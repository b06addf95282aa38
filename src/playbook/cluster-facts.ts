import { quote } from '../core/shell.ts';
import type { Cluster } from '../inventory/types.ts';
import { NOTIFY_STATE_DIRECTORY } from '../keepalived/notify-state.ts';
import { type Fact, parsePairs } from '../resources/fact.ts';
import { networkFact } from '../resources/network.ts';
import { STATE_DIRECTORY } from '../resources/paths.ts';
import { serviceFact } from '../resources/service.ts';

/** keepalived's own name for the cluster's VRRP instance, also the name of its state file. */
export function instanceName(cluster: Cluster): string {
  return `VI_${cluster.havip.virtual_router_id}`;
}

/** Where the notify script keeps the VRRP state of a cluster on each node. */
export function stateFile(cluster: Cluster): string {
  return `${NOTIFY_STATE_DIRECTORY}/${instanceName(cluster)}.json`;
}

/** The VRRP state that the daemon last announced, if the process that did is still alive. */
export function vrrpStateFact(cluster: Cluster): Fact<string | undefined> {
  const path = quote(stateFile(cluster));
  return {
    id: `vrrp-state:${cluster.name}`,
    program: `state=$(sed -n 's/.*"state":"\\([A-Z]*\\)".*/\\1/p' ${path}); pid=$(sed -n 's/.*"keepalived_pid":\\([0-9]*\\).*/\\1/p' ${path})
[ -n "$pid" ] && [ -d "/proc/$pid" ] && echo "$state"`,
    parse: (output) => output.trim() || undefined,
  };
}

/** Where a node records that its cluster's failover has been measured and passed. */
export function proofFile(cluster: Cluster): string {
  return `${STATE_DIRECTORY}/proof/${cluster.name}`;
}

/** What has to be equal for an old proof to count: who shares which address under which id. */
export function proofSubject(cluster: Cluster): string {
  const members = cluster.members.map(({ host }) => host.name).join(',');
  return `${cluster.havip.addresses.join(',')} vrid ${cluster.havip.virtual_router_id} ${members}`;
}

/** The recorded proof; undefined when there is none or it is of another subject. */
export function proofFact(cluster: Cluster): Fact<{ readonly provedAt: string } | undefined> {
  return {
    id: `proof:${cluster.name}`,
    program: `cat ${quote(proofFile(cluster))}`,
    parse: (output) => {
      const { subject, at } = parsePairs(output);
      return subject === proofSubject(cluster) && at !== undefined ? { provedAt: at } : undefined;
    },
  };
}

export const keepalivedServiceFact = serviceFact('keepalived');

/** What has to be known of every node to say how its cluster stands. */
export function clusterFacts(cluster: Cluster): readonly Fact<unknown>[] {
  return [networkFact, keepalivedServiceFact, vrrpStateFact(cluster), proofFact(cluster)];
}
