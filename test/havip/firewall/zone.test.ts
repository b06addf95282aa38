import { expect, it } from 'vitest';
import { parseIptables } from '../../../src/havip/firewall/iptables.ts';
import type { Packet } from '../../../src/havip/firewall/model.ts';
import { parseNftables } from '../../../src/havip/firewall/nftables.ts';
import { zoneOf } from '../../../src/havip/firewall/zone.ts';

const [SOURCE, OTHER] = ['172.16.16.5', '192.0.2.5'];
const packet: Packet = {
  way: 'input',
  interface: 'eth0',
  source: SOURCE,
  destination: '172.16.16.6',
  protocol: 112,
  state: 'new',
};

const WHERE = { family: 'inet', table: 'firewalld' };
const match = (left: object, right: unknown) => ({ match: { op: '==', left, right } });
const from = (right: unknown) => match({ payload: { protocol: 'ip', field: 'saddr' } }, right);
const by = (card: string) => match({ meta: { key: 'iifname' } }, card);

function nft(...rules: readonly (readonly [string, ...object[]])[]) {
  const items = [
    { chain: { ...WHERE, name: 'filter_INPUT_ZONES' } },
    ...rules.map(([target, ...expr]) => ({
      rule: { ...WHERE, chain: 'filter_INPUT_ZONES', expr: [...expr, { goto: { target } }] },
    })),
  ];
  return parseNftables(JSON.stringify({ nftables: items })) ?? [];
}

const old = (...rules: readonly string[]) =>
  parseIptables(['*filter', ':INPUT_ZONES - [0:0]', ':INPUT_ZONES_SOURCE - [0:0]', ...rules].join('\n'));

it.each([
  ['the default one', nft(['filter_IN_public']), 'public'],
  ['that of the card', nft(['filter_IN_home', by('eth0')], ['filter_IN_public']), 'home'],
  ['that of another card', nft(['filter_IN_home', by('eth1')], ['filter_IN_public']), 'public'],
  [
    'that of its source, before that of the card',
    nft(
      ['filter_IN_internal', from({ prefix: { addr: '172.16.16.0', len: 20 } })],
      ['filter_IN_home', by('eth0')],
    ),
    'internal',
  ],
  [
    'that of another source',
    nft(['filter_IN_internal', from(OTHER)], ['filter_IN_dmz-2', by('eth0')]),
    'dmz-2',
  ],
  [
    'with iptables, that of its source',
    old('-A INPUT_ZONES -i eth0 -g IN_home', '-A INPUT_ZONES_SOURCE -s 172.16.16.0/20 -g IN_internal'),
    'internal',
  ],
  ['with iptables, that of the card', old('-A INPUT_ZONES -i eth+ -g IN_home'), 'home'],
  ['none, where firewalld is not', nft(), undefined],
])('a packet comes to the zone of firewalld: %s', (_name, tables, zone) => {
  expect(zoneOf(tables, packet)).toBe(zone);
});
