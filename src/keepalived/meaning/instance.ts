import type { Place } from '../../core/problem.ts';
import type { ConfigNode } from '../parse/syntax.ts';
import {
  entries,
  last,
  numberOf,
  numberWithin,
  placeOf,
  type Range,
  type Setting,
  setting,
} from './settings.ts';

/** One entry of `virtual_ipaddress`: the address, its mask where one is given, and its place. */
export interface VirtualAddress {
  readonly ip: string;
  readonly prefix: number | null;
  readonly place: Place;
}

/** Something that an instance watches: `NAME [weight N]`. */
export interface Tracked {
  readonly name: string;
  /** The weight given here; null where the definition's holds. */
  readonly weight: number | null;
  readonly place: Place;
}

export interface Authentication {
  readonly place: Place;
  readonly type: string;
  readonly pass: Setting | undefined;
}

/** One `vrrp_instance` with keepalived's defaults filled in. */
export interface InstanceView {
  readonly name: string;
  readonly place: Place;
  readonly body: readonly ConfigNode[];
  readonly state: Setting | undefined;
  readonly interfaceName: Setting | undefined;
  readonly routerId: Setting | undefined;
  readonly priority: number;
  readonly priorityPlace: Place;
  /** Of its adverts: the first address that is read decides, as in keepalived. */
  readonly family: 4 | 6;
  readonly version: 2 | 3;
  /** Seconds. */
  readonly advertInt: number;
  readonly advertPlace: Place;
  readonly downTimerAdverts: number;
  /** Where `nopreempt` stands. */
  readonly nopreempt: Place | undefined;
  readonly sourceIp: Setting | undefined;
  readonly peers: readonly Setting[];
  readonly peerBlock: Place | undefined;
  readonly addresses: readonly VirtualAddress[];
  readonly excluded: readonly VirtualAddress[];
  readonly scripts: readonly Tracked[];
  readonly authentication: Authentication | undefined;
}

function virtualAddress(entry: ConfigNode): VirtualAddress {
  const [ip = '', prefix] = entry.words[0].text.split('/');
  return { ip, prefix: prefix === undefined ? null : Number(prefix), place: placeOf(entry) };
}

/** The `weight N` of a track entry. */
export function tracked(entry: ConfigNode): Tracked {
  const at = entry.words.findIndex(({ text }) => text === 'weight');
  const weight = at < 0 ? Number.NaN : Number(entry.words[at + 1]?.text);
  return { name: entry.words[0].text, weight: Number.isNaN(weight) ? null : weight, place: placeOf(entry) };
}

/** keepalived cuts a mask off where it wants an address alone. */
function withoutMask(text: string): string {
  return text.replace(/\/.*$/, '');
}

function authentication(body: readonly ConfigNode[]): Authentication | undefined {
  const node = last(body, 'authentication');
  if (node === undefined) return undefined;
  const inside = node.children ?? [];
  return {
    place: placeOf(node),
    type: setting(inside, 'auth_type')?.value ?? '',
    pass: setting(inside, 'auth_pass'),
  };
}

/** The statement of several keywords that stands last: it takes back what the others say. */
function lastOf(body: readonly ConfigNode[], ...keywords: readonly string[]): ConfigNode | undefined {
  return body.filter(({ words: [keyword] }) => keywords.includes(keyword.text)).at(-1);
}

/** Statements whose address fixes the family of the instance. */
const FAMILY_SETTINGS = new Set(['unicast_src_ip', 'mcast_src_ip', 'mcast_dst_ip']);
const FAMILY_BLOCKS = new Set(['unicast_peer', 'virtual_ipaddress']);

function familyOf(body: readonly ConfigNode[]): 4 | 6 {
  for (const { words, children } of body) {
    const [keyword, value] = words;
    if (keyword.text === 'native_ipv6') return 6;
    const found = FAMILY_SETTINGS.has(keyword.text)
      ? value?.text
      : FAMILY_BLOCKS.has(keyword.text)
        ? children?.[0]?.words[0].text
        : undefined;
    if (found !== undefined) return found.includes(':') ? 6 : 4;
  }
  return 4;
}

/** As 2.2.7 and 2.3.3 take them; what lies outside is as if it were not given. */
const PRIORITY: Range = { from: 1, to: 255, whole: true };
const ADVERT_INT: Range = { from: 0.01, to: 255 };
const DOWN_TIMER_ADVERTS: Range = { from: 1, to: 100, whole: true };

/** What one `vrrp_instance` says, with the defaults that `global_defs` gives it. */
export function instanceView(node: ConfigNode, globals: readonly ConfigNode[]): InstanceView {
  const body = node.children ?? [];
  const priority = setting(body, 'priority');
  const advertInt = setting(body, 'advert_int');
  const nopreempt = lastOf(body, 'nopreempt', 'preempt');
  const peerBlock = last(body, 'unicast_peer');
  const family = familyOf(body);
  const globalVersion = setting(globals, 'vrrp_version');
  const globalAdverts = numberWithin(setting(globals, 'vrrp_down_timer_adverts'), DOWN_TIMER_ADVERTS, 3);
  const sourceIp = setting(body, 'unicast_src_ip');
  return {
    name: node.words[1]?.text ?? '',
    place: placeOf(node),
    body,
    // MASTER stays where BACKUP follows it.
    state:
      setting(
        body.filter(({ words: [, value] }) => value?.text === 'MASTER'),
        'state',
      ) ?? setting(body, 'state'),
    interfaceName: setting(body, 'interface'),
    routerId: setting(body, 'virtual_router_id'),
    priority: numberWithin(priority, PRIORITY, 100),
    priorityPlace: priority?.place ?? placeOf(node),
    family,
    version: numberOf(setting(body, 'version') ?? globalVersion, family === 6 ? 3 : 2) === 3 ? 3 : 2,
    advertInt: numberWithin(advertInt, ADVERT_INT, 1),
    advertPlace: advertInt?.place ?? placeOf(node),
    downTimerAdverts: numberWithin(setting(body, 'down_timer_adverts'), DOWN_TIMER_ADVERTS, globalAdverts),
    nopreempt: nopreempt?.words[0].text === 'nopreempt' ? placeOf(nopreempt) : undefined,
    sourceIp: sourceIp && { ...sourceIp, value: withoutMask(sourceIp.value) },
    peers: entries(body, 'unicast_peer').map((entry) => ({
      value: withoutMask(entry.words[0].text),
      place: placeOf(entry),
    })),
    peerBlock: peerBlock === undefined ? undefined : placeOf(peerBlock),
    addresses: entries(body, 'virtual_ipaddress').map(virtualAddress),
    excluded: entries(body, 'virtual_ipaddress_excluded').map(virtualAddress),
    scripts: entries(body, 'track_script').map(tracked),
    authentication: authentication(body),
  };
}
