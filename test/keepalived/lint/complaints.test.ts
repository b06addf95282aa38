import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';

const instance = (more: string) =>
  `vrrp_instance I {\n interface eth0\n virtual_router_id 7\n${more}\n virtual_ipaddress {\n 10.0.0.9\n }\n}\n`;
const group = (more: string) => `vrrp_sync_group G {\n group {\n I\n J\n }\n ${more}\n}\n`;
const server = (checker: string) =>
  `virtual_server 10.0.0.9 80 {\n real_server 10.0.0.3 80 {\n ${checker} {\n nb_get_retry 3\n }\n }\n}\n`;
const route = (words: string) => instance(`virtual_routes {\n ${words}\n }`);
const ETH1 = 'track_interface {\n eth1\n }';

/** What one rule says, by the line it stands in. */
function found(rule: string, text: string): readonly string[] {
  const { findings } = lintFiles([{ file: 'a.conf', text }], { version: '2.2.7', profile: 'lan' });
  return findings
    .filter((each) => each.rule === rule)
    .map(({ place, message }) => `${place.line}: ${message}`);
}

/** Each was seen with `keepalived -t` 2.2.7, which ends with 5 for it. */
describe('KA100: what keepalived takes and complains of', () => {
  it.each([
    ['global tracking', group('global_tracking'), '6: global_tracking is deprecated there'],
    [
      'a daemon of IPVS at an instance',
      instance('lvs_sync_daemon_interface eth0'),
      '4: lvs_sync_daemon_interface is deprecated there',
    ],
    ['an old name', server('HTTP_GET'), '4: nb_get_retry is deprecated'],
    [
      'a route without an interface',
      route('198.51.100.0/24 via 10.0.0.254'),
      '5: the route 198.51.100.0/24 names no interface: keepalived does not track it',
    ],
    ['an interface twice', group(ETH1) + instance(ETH1), '14: eth1 is watched by the sync group G, too'],
    [
      'what a virtual MAC brings along',
      instance('use_vmac\npromote_secondaries'),
      '5: promote_secondaries is on anyway beside use_vmac',
    ],
    [
      'what only a virtual MAC can have',
      instance('vmac_xmit_base'),
      '4: vmac_xmit_base has no meaning without use_vmac',
    ],
  ])('%s', (_, text, wanted) => {
    expect(found('KA100', text)).toEqual([wanted]);
  });

  it.each([
    ['a daemon of IPVS for all', `global_defs {\n lvs_sync_daemon eth0 I\n}\n${instance('')}`],
    ['the old name where it is the only one', server('TCP_CHECK')],
    ['a route with an interface', route('to 198.51.100.0/24 via 10.0.0.254 dev eth0')],
    ['a route that is not tracked', route('198.51.100.0/24 via 10.0.0.254 no_track')],
    ['a route to nowhere', route('blackhole 198.51.100.0/24')],
    ['what a virtual MAC can have', instance('use_vmac\nvmac_xmit_base')],
    ['an interface in the group alone', group(ETH1) + instance('')],
  ])('not %s', (_, text) => {
    expect(found('KA100', text)).toEqual([]);
  });
});

describe('words that are taken for something else', () => {
  it.each([
    ['KA096', instance('unicast_peer {\n 10.0.0.2\n }\n mcast_dst_ip 224.0.0.9'), 'mcast_dst_ip counts for'],
    [
      'KA096',
      'virtual_server 10.0.0.9 80 {\n sorry_server_inhibit\n sorry_server 10.0.0.7 80\n}\n',
      'sorry_server_',
    ],
    [
      'KA090',
      'global_defs {\n smtp_server mail.example.org:25\n}\n',
      '"mail.example.org:25" is no mail server',
    ],
    ['KA090', "global_defs {\n script_user 'root'\n}\n", "the quotes of 'root' are part of the name"],
  ])('%s, row %#', (rule, text, wanted) => {
    expect(found(rule, text).join()).toContain(wanted);
  });

  it.each([
    ['KA096', instance('mcast_dst_ip 224.0.0.9')],
    ['KA096', 'virtual_server 10.0.0.9 80 {\n sorry_server 10.0.0.7 80\n sorry_server_inhibit\n}\n'],
    ['KA090', 'global_defs {\n smtp_server mail.example.org 25\n}\n'],
    ['KA090', 'global_defs {\n smtp_server fd00::25\n}\n'],
    ['KA090', 'global_defs {\n script_user root\n}\n'],
  ])('not %s, row %#', (rule, text) => {
    expect(found(rule, text)).toEqual([]);
  });
});
