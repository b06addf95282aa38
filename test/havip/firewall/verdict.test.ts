import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseIptables } from '../../../src/havip/firewall/iptables.ts';
import { type Packet, verdictOf } from '../../../src/havip/firewall/model.ts';
import { parseNftables } from '../../../src/havip/firewall/nftables.ts';

const read = (name: string) => readFileSync(new URL(`./rules/${name}`, import.meta.url), 'utf8');

const [OWN, PEER] = ['172.16.16.6', '172.16.16.5'];
const packet = (change: Partial<Packet> = {}): Packet => ({
  way: 'input',
  interface: 'eth0',
  source: PEER,
  destination: OWN,
  protocol: 112,
  state: 'new',
  ...change,
});

/** What becomes of a new packet and of an answer, in that order. */
function verdicts(tables: Parameters<typeof verdictOf>[0], change: Partial<Packet> = {}): string {
  return (['new', 'established'] as const)
    .map((state) => verdictOf(tables, packet({ ...change, state })).verdict)
    .join(' ');
}

const iptables = (...rules: readonly string[]) =>
  parseIptables(
    ['*filter', ':INPUT DROP [0:0]', ':OUTPUT ACCEPT [0:0]', ':VRRP - [0:0]', ...rules, 'COMMIT'].join('\n'),
  );

describe('rules of iptables', () => {
  it.each<[string, readonly string[], string]>([
    ['a policy that drops', [], 'dropped dropped'],
    ['by the number of the protocol', ['-A INPUT -p 112 -j ACCEPT'], 'passes passes'],
    ['by its name', ['-A INPUT -p vrrp -j ACCEPT'], 'passes passes'],
    ['of another protocol', ['-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT'], 'dropped dropped'],
    ['from the peer', ['-A INPUT -s 172.16.16.5/32 -p vrrp -j ACCEPT'], 'passes passes'],
    ['from somebody else', ['-A INPUT -s 172.16.16.7/32 -p vrrp -j ACCEPT'], 'dropped dropped'],
    ['from anybody but the peer', ['-A INPUT ! -s 172.16.16.5/32 -j ACCEPT'], 'dropped dropped'],
    ['from a network with a mask', ['-A INPUT -s 172.16.16.0/255.255.240.0 -j ACCEPT'], 'passes passes'],
    ['only answers', ['-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'], 'dropped passes'],
    [
      'only answers, in old words',
      ['-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT'],
      'dropped passes',
    ],
    ['another interface', ['-A INPUT -i lo -j ACCEPT'], 'dropped dropped'],
    ['interfaces by their beginning', ['-A INPUT -i eth+ -j ACCEPT'], 'passes passes'],
    ['a chain that accepts', ['-A INPUT -j VRRP', '-A VRRP -p 112 -j ACCEPT'], 'passes passes'],
    [
      'a chain that returns',
      ['-A INPUT -j VRRP', '-A VRRP -p 112 -j RETURN', '-A VRRP -j ACCEPT'],
      'dropped dropped',
    ],
    ['a chain that is not come back from', ['-A INPUT -g VRRP', '-A INPUT -j ACCEPT'], 'dropped dropped'],
    ['what only the kernel can tell', ['-A INPUT -m set --match-set trusted src -j ACCEPT'], 'unsure unsure'],
    [
      'a comment with its own words',
      ['-A INPUT -p 112 -m comment --comment "let -j DROP in" -j ACCEPT'],
      'passes passes',
    ],
    ['a log before it', ['-A INPUT -j LOG --log-prefix "x "', '-A INPUT -p 112 -j ACCEPT'], 'passes passes'],
  ])('%s', (_name, rules, expected) => {
    expect(verdicts(iptables(...rules))).toBe(expected);
  });

  it('those that ufw writes: VRRP only as an answer, echo requests always', () => {
    const ufw = parseIptables(read('ufw.txt'));
    expect(verdicts(ufw)).toBe('dropped passes');
    expect(verdicts(ufw, { way: 'output', source: OWN, destination: PEER })).toBe('passes passes');
    expect(verdicts(ufw, { protocol: 1 })).toBe('passes passes');
  });
});

const match = (left: object, right: unknown, op = '==') => ({ match: { op, left, right } });
const SADDR = { payload: { protocol: 'ip', field: 'saddr' } };
const STATE = { ct: { key: 'state' } };
const L4 = { meta: { key: 'l4proto' } };
const ACCEPT = { accept: null };
/** As `nft -j` prints `ip saddr . ip protocol`. */
const BOTH = { concat: [SADDR, { payload: { protocol: 'ip', field: 'protocol' } }] };

function nft(rules: readonly (readonly object[])[], chain: object = {}, more: readonly object[] = []) {
  const where = { family: 'inet', table: 'filter' };
  const items = [
    { table: { family: 'inet', name: 'filter' } },
    { chain: { ...where, name: 'input', type: 'filter', hook: 'input', policy: 'drop', ...chain } },
    { chain: { ...where, name: 'other' } },
    ...more.map((each) => ({ set: { ...where, ...each } })),
    ...rules.map((expr) => ({ rule: { ...where, chain: 'input', expr } })),
  ];
  return parseNftables(JSON.stringify({ nftables: items })) ?? [];
}

describe('rules of nftables', () => {
  it.each<[string, readonly (readonly object[])[], string]>([
    ['a policy that drops', [], 'dropped dropped'],
    ['by the name of the protocol', [[match(L4, 'vrrp'), ACCEPT]], 'passes passes'],
    [
      'by its number',
      [[match({ payload: { protocol: 'ip', field: 'protocol' } }, 112), ACCEPT]],
      'passes passes',
    ],
    ['one of several protocols', [[match(L4, { set: ['icmp', 'vrrp'] }), ACCEPT]], 'passes passes'],
    ['none of these', [[match(L4, { set: ['tcp', 'udp'] }), ACCEPT]], 'dropped dropped'],
    ['from the peer', [[match(SADDR, PEER), ACCEPT]], 'passes passes'],
    [
      'from a network',
      [[match(SADDR, { prefix: { addr: '172.16.16.0', len: 24 } }), ACCEPT]],
      'passes passes',
    ],
    ['from a range', [[match(SADDR, { range: ['172.16.16.1', '172.16.16.4'] }), ACCEPT]], 'dropped dropped'],
    ['not from the peer', [[match(SADDR, PEER, '!='), ACCEPT]], 'dropped dropped'],
    ['only answers', [[match(STATE, ['established', 'related'], 'in'), ACCEPT]], 'dropped passes'],
    [
      'only answers, by a map',
      [
        [
          {
            vmap: {
              key: STATE,
              data: {
                set: [
                  ['established', ACCEPT],
                  ['invalid', { drop: null }],
                ],
              },
            },
          },
        ],
      ],
      'dropped passes',
    ],
    [
      'a port of TCP',
      [[match({ payload: { protocol: 'tcp', field: 'dport' } }, 22), ACCEPT]],
      'dropped dropped',
    ],
    ['a named set', [[match(SADDR, '@peers'), ACCEPT]], 'passes passes'],
    ['address and protocol at once', [[match(BOTH, '@pairs'), ACCEPT]], 'passes passes'],
    [
      'another protocol of that address',
      [[match(BOTH, { set: [{ concat: [PEER, 'tcp'] }] }), ACCEPT]],
      'dropped dropped',
    ],
    [
      'that protocol of another network',
      [[match(BOTH, { set: [{ concat: [{ prefix: { addr: '10.0.0.0', len: 8 } }, 'vrrp'] }] }), ACCEPT]],
      'dropped dropped',
    ],
    ['a set nobody has seen', [[match(SADDR, '@gone'), ACCEPT]], 'unsure unsure'],
    ['a limit', [[{ limit: { rate: 5 } }, ACCEPT]], 'unsure unsure'],
    ['what is dropped before', [[match(L4, 'vrrp'), { drop: null }], [ACCEPT]], 'dropped dropped'],
    ['what may be dropped before', [[{ limit: { rate: 5 } }, { drop: null }], [ACCEPT]], 'passes passes'],
  ])('%s', (_name, rules, expected) => {
    expect(
      verdicts(
        nft(rules, {}, [
          { name: 'peers', elem: [PEER] },
          { name: 'pairs', elem: [{ concat: [{ prefix: { addr: '172.16.16.0', len: 24 } }, 'vrrp'] }] },
        ]),
      ),
    ).toBe(expected);
  });

  it('one table that accepts takes nothing from another that drops', () => {
    expect(verdicts([...nft([[ACCEPT]]), ...nft([])])).toBe('dropped dropped');
  });

  it.each<[string, unknown, string]>([
    ['another card', 'eth1', 'passes passes'],
    ['several others', ['eth1', 'eth2'], 'passes passes'],
    ['several, ours among them', ['eth1', 'eth0'], 'dropped dropped'],
    ['cards that nft does not name', undefined, 'unsure unsure'],
  ])('what comes in by %s', (_name, dev, expected) => {
    expect(verdicts(nft([], { hook: 'ingress', ...(dev !== undefined && { dev }) }))).toBe(expected);
  });

  it('those that firewalld writes: VRRP only as an answer, its name in the table', () => {
    const tables = parseNftables(read('firewalld.json')) ?? [];
    expect(verdicts(tables)).toBe('dropped passes');
    expect(verdictOf(tables, packet()).by?.name).toBe('inet firewalld');
  });

  it.each(['', 'Error: no', '[]', '{"nftables": 5}'])('%j is no ruleset', (text) => {
    expect(parseNftables(text)).toBeNull();
  });
});
