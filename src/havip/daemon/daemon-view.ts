import type { Cluster } from '../../inventory/types.ts';
import type { Facts } from '../../resources/fact.ts';
import { networkFact } from '../../resources/network.ts';
import { serviceFact } from '../../resources/services/service-facts.ts';
import { configurationIfRead } from '../takeover/in-place.ts';
import { daemonFact } from './daemon-fact.ts';
import { type DaemonView, judgeDaemon } from './judge-daemon.ts';

/** Whether a node has one of its cluster's addresses, and what is to be made of its keepalived. */
export function daemonView(cluster: Cluster, facts: Facts): DaemonView & { readonly holds: boolean } {
  const present = new Set(facts.get(networkFact).addresses.map(({ address }) => address));
  const holds = cluster.havip.addresses.some((address) => present.has(address));
  const service = facts.get(serviceFact('keepalived'));
  const context = { service, holds, config: configurationIfRead(facts), cluster };
  return { holds, ...judgeDaemon(facts.get(daemonFact(cluster)), context) };
}
