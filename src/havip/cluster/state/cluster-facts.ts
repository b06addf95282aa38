import { quote } from '../../../core/programs/shell.ts';
import type { Cluster } from '../../../inventory/types.ts';
import { type Fact, parsePairs } from '../../../resources/fact.ts';
import { networkFact } from '../../../resources/network.ts';
import { fileName, STATE_DIRECTORY } from '../../../resources/paths.ts';
import { serviceFact } from '../../../resources/services/service-facts.ts';
import { daemonFact } from '../../daemon/daemon-fact.ts';
import { hookFacts } from '../../daemon/hooks-fact.ts';
import { webhookFacts } from '../../daemon/webhooks-fact.ts';
import { answersFact } from '../../wire/answers-fact.ts';

export { CONFIG_PATH, instanceOf, stateFileOf } from '../paths.ts';

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
    plain: true,
    program: `while read -r line; do printf '%s\\n' "$line"; done <${quote(proofFile(cluster))}`,
    parse: (output) => {
      const { subject, at } = parsePairs(output);
      return subject === proofSubject(cluster) && at !== undefined ? { provedAt: at } : undefined;
    },
  };
}

export const keepalivedServiceFact = serviceFact('keepalived');

/** What has to be known of every node to say how its cluster stands. */
export function clusterFacts(cluster: Cluster): readonly Fact<unknown>[] {
  return [
    networkFact,
    keepalivedServiceFact,
    daemonFact(cluster),
    answersFact(cluster),
    proofFact(cluster),
    ...hookFacts(cluster),
    ...webhookFacts(cluster),
  ];
}
