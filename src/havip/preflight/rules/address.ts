import type { Finding } from '../../../api/types.ts';
import type { Cluster } from '../../../inventory/types.ts';
import { staleness } from '../../../keepalived/daemon/notify-state.ts';
import type { Facts } from '../../../resources/fact.ts';
import { networkFact } from '../../../resources/network.ts';
import { serviceFact } from '../../../resources/services/service-facts.ts';
import { daemonFact } from '../../daemon/daemon-fact.ts';
import { daemonView } from '../../daemon/daemon-view.ts';
import { processesFact } from '../facts/processes.ts';
import { servicesFact } from '../facts/services.ts';
import { staticAddressesFact } from '../facts/static-addresses.ts';
import { finding, listed, type PreflightInput, type PreflightRule } from './input.ts';

/** The address where keepalived has not put it: by hand, by a daemon that was killed, at every boot. */
export const staticRules: PreflightRule = function* (input) {
  const { cluster, facts, own } = input;
  if (facts.ifRead(daemonFact(cluster)) !== undefined) {
    const { holds, vrrp } = daemonView(cluster, facts);
    if (holds && (vrrp === 'BACKUP' || vrrp === 'FAULT')) {
      yield finding(
        'error',
        'host.static-address',
        `${own.host} has ${listed(cluster.havip.addresses)} although its keepalived is ${vrrp}: somebody set it by hand, or the network configuration does`,
        `Remove it (${removal(input)}), and from the network configuration: keepalived alone sets it.`,
      );
    }
    if (holds && facts.get(processesFact).daemons.length === 0 && !input.peers.some(serves(cluster)))
      yield withoutDaemon(input);
  }
  for (const { file, address } of facts.ifRead(staticAddressesFact(cluster)) ?? []) {
    yield finding(
      'error',
      'host.static-address',
      `${file} names ${address}: the machine takes it at every boot, whoever serves it`,
      `Take ${address} out of ${file}: keepalived alone sets it.`,
    );
  }
};

/** The command that takes it off, as a text has it. */
function removal({ cluster, facts, own }: PreflightInput): string {
  const address = cluster.havip.addresses[0] ?? '';
  const there = facts.get(networkFact).addresses.find((each) => each.address === address);
  return `\`ip addr del ${address}/${there?.prefix ?? 32} dev ${there?.interface ?? own.interface}\``;
}

/** Whoever has set it may set it again beside the one that serves, unless that was a keepalived that is no more. */
function withoutDaemon(input: PreflightInput): Finding {
  const { cluster, facts, own } = input;
  const addresses = listed(cluster.havip.addresses);
  if (wasKilled(cluster, facts)) {
    return finding(
      'warning',
      'host.address-left',
      `${own.host} has ${addresses} of a keepalived that was killed: clients reach it there, nobody announces it, and no other node takes it over`,
      '`up` starts keepalived again, on a node that has the address first; it is away for one election.',
    );
  }
  return finding(
    'error',
    'host.static-address',
    `${own.host} has ${addresses} although no keepalived runs there: somebody set it by hand, the network configuration or another cluster software does`,
    `Take it out of what sets it, so that it does not come back; then \`--skip-preflight\` lets keepalived take it from here, with the address away for one election. Or remove it first, which takes it away until keepalived serves: (${removal(input)}).`,
  );
}

/** How systemd calls the end of a process that could not take its addresses along. */
const KILLED = new Set(['signal', 'core-dump', 'oom-kill', 'watchdog', 'timeout']);

function wasKilled(cluster: Cluster, facts: Facts): boolean {
  if (KILLED.has(facts.get(servicesFact)('keepalived.service').result)) return true;
  const { recorded, bootId } = facts.get(daemonFact(cluster));
  if (recorded?.state !== 'MASTER') return false;
  return staleness(recorded, { bootId, keepalivedPids: [] }) === 'daemon-gone';
}

function serves({ havip }: Cluster): (peer: { readonly facts: Facts | undefined }) => boolean {
  return ({ facts }) =>
    facts?.ifRead(serviceFact('keepalived'))?.active === true &&
    facts.ifRead(networkFact)?.addresses.some(({ address }) => havip.addresses.includes(address)) === true;
}
