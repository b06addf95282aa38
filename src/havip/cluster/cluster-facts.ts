import { quote } from '../../core/shell.ts';
import type { Cluster } from '../../inventory/types.ts';
import { NOTIFY_STATE_DIRECTORY } from '../../keepalived/notify-state.ts';
import { type Fact, parsePairs } from '../../resources/fact.ts';
import { networkFact } from '../../resources/network.ts';
import { fileName, STATE_DIRECTORY } from '../../resources/paths.ts';
import { serviceFact } from '../../resources/service-facts.ts';

/**
 * keepalived's own name for the one VRRP instance of a node, the same as the guide's, so that a cluster
 * made by hand need not start anew for the sake of a name, and no other id leaves an old state behind.
 */
export const INSTANCE_NAME = 'VI_1';

/** Where the notify script keeps the VRRP state on each node. */
export const STATE_FILE = `${NOTIFY_STATE_DIRECTORY}/${INSTANCE_NAME}.json`;

/** What keepalived reads. */
export const CONFIG_PATH = '/etc/keepalived/keepalived.conf';

/** The VRRP state that the daemon last announced, if the process that did is still alive. */
export function vrrpStateFact(cluster: Cluster): Fact<string | undefined> {
  const path = quote(STATE_FILE);
  return {
    id: `vrrp-state:${cluster.name}`,
    program: `read -r state <${path} || exit
pid=\${state##*'"keepalived_pid":'}
[ "$pid" != "$state" ] && [ -d "/proc/\${pid%%[!0-9]*}" ] && printf %s "$state"`,
    parse: (output) => /"state":"([A-Z]+)"/.exec(output)?.[1],
  };
}

/** Where a node records that its cluster's failover has been measured and passed. */
export function proofFile(cluster: Cluster): string {
  return `${STATE_DIRECTORY}/proof/${fileName(cluster.name)}`;
}

/**
 * What has to be equal for an old proof to count: who shares which address. Settings are not part of it,
 * because a change of those is measured where it needs a handover, and moves the address no further.
 */
export function proofSubject(cluster: Cluster): string {
  const members = cluster.members.map(({ host }) => host.name).join(',');
  return `${cluster.havip.addresses[0] ?? ''} ${members}`;
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
