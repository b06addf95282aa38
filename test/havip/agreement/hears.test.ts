import { describe, expect, it } from 'vitest';
import { deafness } from '../../../src/havip/agreement/hears.ts';
import { lostByReload } from '../../../src/havip/agreement/reload.ts';
import { type NodeSettings, speakerWith } from '../takeover/sample.ts';

const A: NodeSettings = { host: 'a', address: '10.0.0.1', peers: ['10.0.0.2'] };
const B: NodeSettings = { host: 'b', address: '10.0.0.2', peers: ['10.0.0.1'], priority: 240 };
const AUTHENTICATION = '    authentication {\n        auth_type AH\n        auth_pass 1111\n    }';

/** A receiver beside a sender, both as this tool has them but for these settings. */
function why(
  receiver: NodeSettings,
  sender: NodeSettings,
  hearing = { asMaster: false, knowsSender: false },
) {
  return deafness(speakerWith({ ...B, ...receiver }), speakerWith({ ...A, ...sender }), hearing);
}

/** As seen on machines: what the receiver has, what the sender has, and whether the receiver drops it. */
function checksums(): readonly (readonly [string, NodeSettings, NodeSettings, RegExp | undefined])[] {
  const old = 'old_unicast_checksum';
  const drops = /checksum in different ways/;
  return (
    [
      [old, '', drops],
      ['', old, undefined],
      [old, old, undefined],
      [`${old} never`, old, drops],
      [old, `${old} never`, drops],
      [`${old} never`, '', undefined],
    ] as const
  ).map(([receiver, sender, wanted]) => [
    `${receiver || 'nothing'} from ${sender || 'nothing'}`,
    { version: 3, more: `    ${receiver}` },
    { version: 3, more: `    ${sender}` },
    wanted,
  ]);
}

describe('whether a node takes another one’s adverts for its cluster’s', () => {
  it.each<readonly [string, NodeSettings, NodeSettings, RegExp | undefined]>([
    ['both as this tool has them', {}, {}, undefined],
    ['unicast from multicast', {}, { peers: null }, /sends by multicast/],
    ['multicast from unicast', { peers: null }, {}, /sends by unicast/],
    ['both by multicast', { peers: null }, { peers: null }, undefined],
    [
      'two multicast groups',
      { peers: null, globals: '    vrrp_mcast_group4 224.0.0.19' },
      { peers: null },
      /groups differ/,
    ],
    [
      'a peer that the sender does not have',
      {},
      { peers: ['10.0.0.3'] },
      /10\.0\.0\.2 is not among the unicast_peer of a/,
    ],
    ['a receiver at another address', { address: '10.0.0.7' }, {}, /10\.0\.0\.7 is not among/],
    ['a sender that the receiver does not name', { peers: ['10.0.0.3'] }, {}, undefined],
    [
      'the same, and it looks',
      { peers: ['10.0.0.3'], globals: '    vrrp_check_unicast_src' },
      {},
      /10\.0\.0\.1 is not among the unicast_peer of b/,
    ],
    [
      'a TTL that is too low',
      { peers: ['10.0.0.1 min_ttl 254'], more: '    check_unicast_src' },
      { more: '    unicast_ttl 64' },
      /TTL/,
    ],
    ['another router id', { routerId: 7 }, {}, /virtual_router_id 51 on a, 7 on b/],
    ['another VRRP version', { version: 3 }, {}, /version 2 on a, 3 on b/],
    ['another password', { password: 'one' }, { password: 'two' }, /authentication differs/],
    ['a password on one side', { password: 'one' }, {}, /authentication differs/],
    ['passwords of the same eight letters', { password: '12345678' }, { password: '123456789' }, undefined],
    ['AH on one side', { more: AUTHENTICATION }, {}, /AH on one side/],
    ['a password that version 3 ignores', { version: 3, password: 'one' }, { version: 3 }, undefined],
    ['a password that strict mode ignores', { password: 'one', more: '    strict_mode' }, {}, undefined],
    ...checksums(),
    ['another interval', { advertInt: 2 }, {}, /advert_int 1 on a, 2 on b/],
    ['another interval in version 3', { version: 3, advertInt: 2 }, { version: 3 }, undefined],
    ['intervals that round to the same', { advertInt: 1.2 }, {}, undefined],
    ['another address', { addresses: ['10.0.0.8'] }, {}, /addresses differ/],
    ['another address, tolerated since 2.3.3', { addresses: ['10.0.0.8'], release: '2.3.3' }, {}, undefined],
    ['an address more', { addresses: ['10.0.0.9', '10.0.0.8'] }, {}, /addresses differ/],
    [
      'another priority, name and preemption',
      { priority: 1, nopreempt: false, state: 'MASTER' },
      {},
      undefined,
    ],
  ])('%s', (_name, receiver, sender, expected) => {
    if (expected === undefined) expect(why(receiver, sender)).toBeUndefined();
    else expect(why(receiver, sender)).toMatch(expected);
  });

  it.each([
    ['a backup that knows its master', { asMaster: false, knowsSender: true }, undefined],
    ['a backup that does not', { asMaster: false, knowsSender: false }, 'their lists of addresses differ'],
    ['a master', { asMaster: true, knowsSender: true }, 'their lists of addresses differ'],
  ] as const)('skip_check_adv_addr: %s', (_name, hearing, expected) => {
    expect(why({ addresses: ['10.0.0.8'] }, {}, hearing)).toBe(expected);
  });

  it('quotes no secret', () => {
    expect(why({ password: 'k7Qp2vXz' }, { password: '1111' })).not.toMatch(/k7Qp2vXz|1111/);
  });
});

describe('whether a reload keeps a node what it is', () => {
  it.each<readonly [string, NodeSettings, NodeSettings, RegExp | undefined]>([
    ['a priority', {}, { priority: 100 }, undefined],
    ['a password', {}, { password: 'one' }, undefined],
    ['VRRP 2 to 3', {}, { version: 3 }, undefined],
    ['an address more', {}, { addresses: ['10.0.0.9', '10.0.0.8'] }, undefined],
    ['other peers', {}, { peers: ['10.0.0.3'] }, undefined],
    ['multicast to unicast', { peers: null }, {}, /multicast becomes unicast/],
    ['unicast to multicast', {}, { peers: null }, /unicast becomes multicast/],
    ['the source', {}, { address: '10.0.0.7' }, /unicast_src_ip/],
    ['the router id', {}, { routerId: 7 }, /virtual_router_id/],
    ['the interface', {}, { interface: 'eth1' }, /interface/],
    ['a virtual MAC', { peers: null, more: '    use_vmac' }, { peers: null }, /virtual MAC/],
  ])('%s', (_name, before, after, expected) => {
    const lost = lostByReload(speakerWith({ ...A, ...before }), speakerWith({ ...A, ...after }));
    if (expected === undefined) expect(lost).toBeUndefined();
    else expect(lost).toMatch(expected);
  });
});
