import { describe, expect, it } from 'vitest';
import type { MemberChange } from '../../../src/havip/model/change.ts';
import { chooseTakeover } from '../../../src/havip/takeover/choose.ts';
import { type NodeSettings, nodeOf, pairChange } from './sample.ts';

const BY_HAND = (host: string): NodeSettings => ({ priority: host === 'a' ? 100 : 50 });

/** Each change that a role can make of a pair, with the way that the model finds and what becomes of the address. */
const PAIRS: readonly (readonly [string, readonly MemberChange[], string, number, string])[] = [
  ['nothing but words', pairChange({}, {}), 'in-turn', 0, 'a'],
  ['priorities', pairChange(BY_HAND, {}), 'in-turn', 0, 'a'],
  ['priorities, held by the secondary', pairChange(BY_HAND, {}, 'b'), 'in-turn', 0, 'b'],
  ['a password', pairChange({}, { password: 'k7Qp2vXz' }), 'apart', 0, 'a'],
  ['another password', pairChange({ password: '1111' }, { password: 'k7Qp2vXz' }), 'apart', 0, 'a'],
  [
    'the same eight letters of a password',
    pairChange({ password: 'k7Qp2vXz9' }, { password: 'k7Qp2vXz' }),
    'in-turn',
    0,
    'a',
  ],
  ['multicast to unicast', pairChange({ peers: null }, {}), 'apart', 50, 'a'],
  ['unicast to multicast', pairChange({}, { peers: null }), 'apart', 50, 'a'],
  ['multicast and a password', pairChange({ peers: null, password: '1111' }, {}), 'apart', 50, 'a'],
  ['a virtual MAC given up', pairChange({ peers: null, more: '    use_vmac' }, {}), 'apart', 50, 'a'],
  [
    'a virtual MAC given up, by multicast before and after',
    pairChange({ peers: null, more: '    use_vmac' }, { peers: null }),
    'in-turn',
    50,
    'a',
  ],
  ['the interface', pairChange({ interface: 'eth1' }, {}), 'in-turn', 50, 'a'],
  ['the router id', pairChange({ routerId: 7 }, {}), 'apart', 50, 'a'],
  ['VRRP 2 to 3', pairChange({}, { version: 3 }), 'apart', 0, 'a'],
  ['VRRP 3 to 2', pairChange({ version: 3 }, {}), 'apart', 0, 'a'],
  ['the advert interval', pairChange({}, { advertInt: 2 }), 'apart', 0, 'a'],
  [
    'the advert interval of version 3',
    pairChange({ version: 3 }, { version: 3, advertInt: 0.5 }),
    'in-turn',
    0,
    'a',
  ],
  ['an address more', pairChange({}, { addresses: ['10.0.0.9', '10.0.0.10'] }), 'apart', 0, 'a'],
  [
    'an address more, tolerated',
    pairChange({ release: '2.3.3' }, { release: '2.3.3', addresses: ['10.0.0.9', '10.0.0.10'] }),
    'in-turn',
    0,
    'a',
  ],
  ['another address', pairChange({}, { addresses: ['10.0.0.10'] }), 'apart', 0, 'a'],
  ['preemption switched on', pairChange({}, { nopreempt: false }), 'in-turn', 0, 'a'],
  [
    'preemption switched on, held by the secondary',
    pairChange({}, { nopreempt: false }, 'b'),
    'in-turn',
    0,
    'b a',
  ],
  [
    'state MASTER taken back',
    pairChange(
      (host) => ({ ...BY_HAND(host), state: host === 'a' ? 'MASTER' : 'BACKUP', nopreempt: false }),
      {},
    ),
    'in-turn',
    0,
    'a',
  ],
  ['a restart of both', pairChange({}, {}, 'a', 'restart'), 'in-turn', 0, 'a b'],
  ['a restart and a password', pairChange({}, { password: 'x' }, 'a', 'restart'), 'apart', 4024, 'a'],
];

describe('the order of a pair that changes', () => {
  it.each(PAIRS)('%s', (_name, members, way, awayMs, path) => {
    const { order, forecast, trouble } = chooseTakeover(members);
    expect({ trouble, way: order.way, path: forecast.path.join(' ') }).toEqual({
      trouble: undefined,
      way,
      path,
    });
    expect(forecast.awayMs).toBeGreaterThanOrEqual(awayMs);
    expect(forecast.awayMs).toBeLessThanOrEqual(awayMs + 5);
  });
});

describe('the order of members that come and go', () => {
  const three = ['a', 'b', 'c'];
  const member = (
    host: string,
    before: readonly string[] | null,
    after: readonly string[],
    action: MemberChange['action'],
    settings: NodeSettings = {},
  ): MemberChange => ({
    host,
    before: before === null ? undefined : nodeOf(host, before, settings),
    after: nodeOf(host, after),
    holds: host === 'a',
    action,
  });

  it.each([
    [
      'a third node',
      [
        member('a', ['a', 'b'], three, 'reload'),
        member('b', ['a', 'b'], three, 'reload'),
        member('c', null, three, 'start'),
      ],
      'newcomers-last',
      'b a c',
    ],
    [
      'a replaced secondary',
      [member('a', ['a', 'b'], ['a', 'c'], 'reload'), member('c', null, ['a', 'c'], 'start')],
      'newcomers-last',
      'a c',
    ],
    [
      'a node less',
      [member('a', three, ['a', 'b'], 'reload'), member('b', three, ['a', 'b'], 'reload')],
      'in-turn',
      'b a',
    ],
    [
      'a standby that was down',
      [member('a', ['a', 'b'], ['a', 'b'], 'reload'), member('b', null, ['a', 'b'], 'start')],
      'in-turn',
      'b a',
    ],
    [
      'a third node of a multicast pair',
      [
        member('a', ['a', 'b'], three, 'reload', { peers: null }),
        member('b', ['a', 'b'], three, 'reload', { peers: null }),
        member('c', null, three, 'start'),
      ],
      'apart',
      'a b c',
    ],
  ] as const)('%s', (_name, members, way, sequence) => {
    const { order, trouble } = chooseTakeover(members);
    const changed = order.steps.flatMap((step) => (step.do === 'change' ? [step.host] : []));
    expect({ trouble, way: order.way, sequence: changed.join(' ') }).toEqual({
      trouble: undefined,
      way,
      sequence,
    });
  });
});

describe('three nodes whose peer lists are not whole', () => {
  const HOSTS = ['a', 'b', 'c'];
  const EDGES = HOSTS.flatMap((from) => HOSTS.flatMap((to) => (from === to ? [] : [[from, to] as const])));
  const ADDRESS: Readonly<Record<string, string>> = { a: '10.0.0.1', b: '10.0.0.2', c: '10.0.0.3' };
  const sets = Array.from({ length: 2 ** EDGES.length }, (_, bits) =>
    EDGES.filter((_edge, index) => (bits >> index) % 2 === 1),
  );

  it.each(
    sets.map((missing) => [missing.map(([from, to]) => `${from} lacks ${to}`).join(', '), missing] as const),
  )('are brought to agree: %s', (_, missing) => {
    const members = HOSTS.map((host): MemberChange => {
      const lacking = missing.filter(([from]) => from === host).map(([, to]) => ADDRESS[to]);
      const after = nodeOf(host, HOSTS);
      const peers = Object.values(ADDRESS).filter(
        (each) => each !== ADDRESS[host] && !lacking.includes(each),
      );
      return { host, before: nodeOf(host, HOSTS, { peers }), after, holds: host === 'a', action: 'reload' };
    });
    expect(chooseTakeover(members).trouble).toBeUndefined();
  });
});
