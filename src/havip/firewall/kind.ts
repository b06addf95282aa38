import type { Facts } from '../../resources/fact.ts';
import { servicesFact } from '../preflight/facts/services.ts';
import type { Table } from './model.ts';

/** Who is to be asked to open a protocol. */
export type FirewallKind = 'firewalld' | 'ufw' | 'nftables' | 'iptables' | 'none';

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
  if (has(({ kind, name }) => kind === 'iptables' || /^ip filter$/.test(name))) return 'iptables';
  return has(({ kind }) => kind === 'nftables') ? 'nftables' : 'none';
}

/** The firewall by its name, and what a person types to let VRRP in from the peers. */
export function openingHint(
  facts: Facts,
  by: Table | undefined,
  interfaceName: string,
  peers: readonly string[],
  tables: readonly Table[] | undefined,
): { readonly name: string; readonly fix: string } {
  const kind = firewallKind(facts, tables, by);
  const each = (text: (peer: string) => string, join = '; ') =>
    peers.map((peer) => `\`${text(peer)}\``).join(join);
  switch (kind) {
    case 'firewalld':
      return {
        name: 'firewalld',
        fix: `Run ${each((peer) => `firewall-cmd --permanent --add-rich-rule='rule family=ipv4 source address=${peer} protocol value=vrrp accept'`)} and \`firewall-cmd --reload\``,
      };
    case 'ufw':
      return {
        name: 'ufw',
        fix: `Run ${each((peer) => `ufw allow in on ${interfaceName} proto vrrp from ${peer}`)}`,
      };
    case 'iptables':
      return {
        name: 'iptables',
        fix: `Run ${each((peer) => `iptables -I INPUT -p 112 -s ${peer} -j ACCEPT`)} and save the rules`,
      };
    default:
      return {
        name: by === undefined ? 'nftables' : `nftables (table ${by.name})`,
        fix: `Add \`ip protocol 112 ip saddr { ${peers.join(', ')} } accept\` before what drops it, in the file that the rules come from`,
      };
  }
}
