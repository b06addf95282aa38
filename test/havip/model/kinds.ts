import type { MemberChange } from '../../../src/havip/model/change.ts';
import type { NodeSettings } from '../takeover/sample.ts';

/** A name, what the nodes have and get, what becomes of it, and what keepalived does. */
type Kind = readonly [string, Settings, Settings, Comes, MemberChange['action']?];
/** Of all nodes, or of each. */
export type Settings = NodeSettings | ((host: string) => NodeSettings);

/** What becomes of it, held by the primary `a` and by `b`: the way, then who holds the address one after the other. */
export type Comes = readonly [string, string];

const STAYS: Comes = ['in-turn a', 'in-turn b'];
const APART: Comes = ['apart a', 'apart b'];
const BACK: Comes = ['in-turn a', 'in-turn b a'];
const TO_B: Comes = ['in-turn a b', 'in-turn b'];

const ranks = (a: number, b: number) => (host: string) => ({ priority: { a, b }[host] ?? 50 });
const TWO = ['10.0.0.9', '10.0.0.10'];

/** Each kind of change that a role can make, and that a pair by somebody else's hand can need. */
const KINDS: readonly Kind[] = [
  ['nothing but words: template, notify, mail, router_id', {}, {}, STAYS],
  ['a check', {}, { more: '    track_script {\n        chk\n    }\n' }, STAYS],
  ['a check less', { more: '    track_script {\n        chk\n    }\n' }, {}, STAYS],
  ['an address outside the adverts', {}, { more: excluded('fd00::9') }, STAYS],
  ['priorities swapped', ranks(250, 240), ranks(240, 250), STAYS],
  ['equal priorities', { priority: 100 }, {}, STAYS],
  ['the secondary with the higher priority', ranks(90, 100), {}, STAYS],
  ['preemption on', {}, { nopreempt: false }, BACK],
  ['preemption off', { nopreempt: false }, {}, BACK],
  ['preemption later', { nopreempt: false }, { nopreempt: false, preemptDelay: 10 }, BACK],
  ['nopreempt on the primary alone', (host) => ({ nopreempt: host === 'a' }), {}, STAYS],
  ['nopreempt on the secondary alone', (host) => ({ nopreempt: host !== 'a' }), {}, BACK],
  ['state MASTER on both', { state: 'MASTER' }, {}, BACK],
  ['an owner, the primary', ranks(255, 100), {}, BACK],
  ['an owner, the secondary', ranks(100, 255), {}, TO_B],
  ['a password', {}, { password: 'x' }, APART],
  ['a password less', { password: 'x' }, {}, APART],
  ['another password', { password: 'y' }, { password: 'x' }, APART],
  ['profile fast', {}, { version: 3 }, APART],
  ['profile fast, the password goes', { password: 'x' }, { version: 3 }, APART],
  ['profile standard', { version: 3 }, {}, APART],
  ['advert_int of version 2', {}, { advertInt: 2 }, APART],
  ['advert_int of version 3', { version: 3 }, { version: 3, advertInt: 0.5 }, STAYS],
  [
    'advert_int of version 3 so short that a standby would not wait for the next advert',
    { version: 3, advertInt: 1 },
    { version: 3, advertInt: 0.05 },
    APART,
  ],
  ['the router id', { routerId: 7 }, {}, APART],
  ['the interface', { interface: 'eth1' }, {}, ['in-turn a', 'apart b']],
  ['the router id and the interface', { routerId: 7, interface: 'eth1' }, {}, APART],
  ['one machine’s interface, the primary', ownInterface('a'), {}, ['in-turn a', 'in-turn b']],
  ['one machine’s interface, the secondary', ownInterface('b'), {}, ['in-turn a', 'apart b']],
  ['the primary’s own address', ownAddress('a'), {}, ['in-turn a', 'apart b']],
  ['the secondary’s own address', ownAddress('b'), {}, APART],
  ['the secondary’s own address and a password', ownAddress('b'), { password: 'x' }, APART],
  ['both machines’ own addresses', ownAddress('a', 'b'), {}, APART],
  ['multicast to unicast', { peers: null }, {}, APART],
  ['unicast to multicast', {}, { peers: null }, APART],
  ['the multicast group', { peers: null, globals: 'vrrp_mcast_group4 224.0.0.200' }, { peers: null }, APART],
  ['an address more', {}, { addresses: TWO }, APART],
  ['an address less', { addresses: TWO }, {}, APART],
  ['another address', { addresses: ['10.0.0.10'] }, {}, APART],
  ['addresses in another order', { addresses: TWO }, { addresses: [...TWO].reverse() }, STAYS],
  ['addresses are looked at no more', { skipCheck: false }, {}, STAYS],
  ['check_unicast_src', {}, { more: '    check_unicast_src\n' }, STAYS],
  ['down_timer_adverts', {}, { more: '    down_timer_adverts 5\n' }, STAYS],
  ['unicast_ttl', {}, { more: '    unicast_ttl 64\n' }, STAYS],
  ['a virtual MAC less', { more: '    use_vmac\n' }, {}, ['in-turn a', 'apart b']],
  ['vrrp_strict less', { globals: 'vrrp_strict' }, {}, STAYS],
  ['another keepalived', {}, {}, ['in-turn a b', 'in-turn b a'], 'restart'],
  ['a sync group', {}, {}, ['in-turn a b', 'in-turn b a'], 'restart'],
  ['another keepalived and a password', {}, { password: 'x' }, APART, 'restart'],
  ['another keepalived and the router id', { routerId: 7 }, {}, APART, 'restart'],
  ['another keepalived, multicast to unicast', { peers: null }, {}, APART, 'restart'],
];

/** A kind with the action that is meant. */
export type Row = [string, Settings, Settings, Comes, MemberChange['action']];

export const ROWS: readonly Row[] = KINDS.map(
  ([name, before, after, comes, action = 'reload']): Row => [name, before, after, comes, action],
);

/** These machines were on another interface. */
function ownInterface(...hosts: readonly string[]): Settings {
  return (host) => (hosts.includes(host) ? { interface: 'eth1' } : {});
}

/** These machines spoke from another address, which the others knew. */
function ownAddress(...hosts: readonly string[]): Settings {
  const of = (host: string) => `10.0.${hosts.includes(host) ? 1 : 0}.${'abc'.indexOf(host) + 1}`;
  return (host) => ({ address: of(host), peers: ['a', 'b'].filter((each) => each !== host).map(of) });
}

function excluded(address: string): string {
  return `    virtual_ipaddress_excluded {\n        ${address}\n    }\n`;
}
