import type { Cluster } from '../../inventory/types.ts';
import type { Facts } from '../../resources/fact.ts';
import { networkFact } from '../../resources/network.ts';
import { answersFact } from './answers-fact.ts';
import type { WireWitness } from './strangers.ts';

/** What each node has seen on the wire, from its facts. */
export function wireWitnesses(cluster: Cluster, factsOf: ReadonlyMap<string, Facts>): WireWitness[] {
  const floating = new Set(cluster.havip.addresses);
  return [...factsOf].map(([host, facts]) => ({
    host,
    facts: facts.get(answersFact(cluster)),
    addresses: facts
      .get(networkFact)
      .addresses.map(({ address }) => address)
      .filter((address) => !floating.has(address)),
  }));
}
