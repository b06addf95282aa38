import type { Facts } from '../../resources/fact.ts';
import { servicesFact } from '../preflight/facts/services.ts';
import type { Packet, Table } from './model.ts';

/** Who is to be asked to open a protocol. */
export type FirewallKind = 'firewalld' | 'ufw' | 'nftables' | 'iptables' | 'iptables-legacy' | 'none';

/** The firewall in force: the one whose daemon or set-up writes the rules, else whose rules there are. */
export function firewallKind(facts: Facts, tables: readonly Table[] | undefined, by?: Table): FirewallKind {
  const units = facts.get(servicesFact);
  const has = (test: (table: Table) => boolean) => (by === undefined ? (tables ?? []).some(test) : test(by));
  if (
    units('firewalld.service').active &&
    has(({ name, chains }) => /firewalld/.test(name) || chains.has('INPUT_ZONES'))
  ) {
    return 'firewalld';
  }
  if (has(({ chains }) => [...chains.keys()].some((chain) => chain.startsWith('ufw')))) return 'ufw';
  if (has(({ kind }) => kind === 'iptables-legacy')) return 'iptables-legacy';
  if (has(({ kind, name }) => kind === 'iptables' || /^ip filter$/.test(name))) return 'iptables';
  return has(({ kind }) => kind === 'nftables') ? 'nftables' : 'none';
}

/**
 * Whether what drops a packet is where we let it in: iptables, and with it ufw and older firewalls of firewalld, also
 * drop in tables before the one for that, and of two firewalls opening one is of no use.
 */
export function canBeOpened(facts: Facts, stops: readonly Table[]): boolean {
  const kinds = new Set(stops.map((table) => firewallKind(facts, undefined, table)));
  return kinds.size === 1 && stops.every(({ kind, name }) => kind === 'nftables' || name === 'filter');
}

/** What the advice is about: VRRP from the peers, or to them. */
export interface Wanted {
  readonly way: Packet['way'];
  readonly interface: string;
  readonly peers: readonly string[];
  /** The zone of firewalld that a peer's packets come to. */
  readonly zoneOf: (peer: string) => string | undefined;
}

/** The firewall by its name, and what a person types to let VRRP pass between the peers. */
export function openingHint(
  facts: Facts,
  by: Table | undefined,
  { way, interface: interfaceName, peers, zoneOf }: Wanted,
  tables: readonly Table[] | undefined,
): { readonly name: string; readonly fix: string } {
  const kind = firewallKind(facts, tables, by);
  const inwards = way === 'input';
  const each = (text: (peer: string) => string) => peers.map((peer) => `\`${text(peer)}\``).join('; ');
  switch (kind) {
    case 'firewalld':
      return {
        name: 'firewalld',
        fix: `Run ${each((peer) => `firewall-cmd --permanent${zoneWords(zoneOf(peer))} --add-rich-rule='rule family=ipv4 source address=${peer} protocol value=vrrp accept'`)} and \`firewall-cmd --reload\``,
      };
    case 'ufw':
      return {
        name: 'ufw',
        fix: `Run ${each((peer) => `ufw prepend allow ${inwards ? 'in' : 'out'} on ${interfaceName} proto vrrp ${inwards ? 'from' : 'to'} ${peer}`)}`,
      };
    case 'iptables':
    case 'iptables-legacy':
      return {
        name: kind,
        fix: `Run ${each((peer) => `${kind} -I ${inwards ? 'INPUT -p 112 -s' : 'OUTPUT -p 112 -d'} ${peer} -j ACCEPT`)} and save the rules`,
      };
    default:
      return {
        name: by === undefined ? 'nftables' : `nftables (table ${by.name})`,
        fix: `Add \`ip protocol 112 ip ${inwards ? 'saddr' : 'daddr'} { ${peers.join(', ')} } accept\` before what drops it, in the file that the rules come from`,
      };
  }
}

function zoneWords(zone: string | undefined): string {
  return zone === undefined ? '' : ` --zone=${zone}`;
}
