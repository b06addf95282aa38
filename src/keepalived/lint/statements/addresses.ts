import { isIP, isIPv4 } from 'node:net';
import type { ConfigNode, Word } from '../../parse/syntax.ts';
import { badValue, type Discrepancy } from './discrepancy.ts';
import { type Options, optionDiscrepancies } from './options.ts';

/** The kernel's limit for names of interfaces and labels of addresses. */
export const LONGEST_INTERFACE = 15;

const SCOPES = new Set(['global', 'nowhere', 'host', 'link', 'site']);

/** An address, with a mask or without. */
export function isAddress(text: string): boolean {
  return familyOf(text) !== 0;
}

/** 4 or 6, of an address with a mask or without; 0 where it is none. */
export function familyOf(text: string): 0 | 4 | 6 {
  const [ip = '', prefix, ...rest] = text.split('/');
  const family = isIP(ip) as 0 | 4 | 6;
  if (family === 0 || rest.length > 0) return 0;
  if (prefix === undefined) return family;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128) ? family : 0;
}

const any = (): null => null;
const interfaceName = (value: string): string | null =>
  value.length > LONGEST_INTERFACE ? `is longer than ${LONGEST_INTERFACE} characters` : null;

const ADDRESS_OPTIONS: Options = {
  once: new Set(['dev']),
  flags: new Set(['home', '-nodad', 'mngtmpaddr', 'noprefixroute', 'autojoin', 'no_track', 'use_vmac']),
  pairs: {
    dev: interfaceName,
    brd: broadcast,
    broadcast,
    scope: (value) => (SCOPES.has(value) || isByte(value) ? null : 'is no scope'),
    label: interfaceName,
    peer: (value) => (isAddress(value) ? null : 'is no address'),
    preferred_lft: (value) => (value === 'forever' || isNumber(value, 4_294_967_295) ? null : 'is no time'),
  },
};

const STATIC_OPTIONS: Options = {
  ...ADDRESS_OPTIONS,
  pairs: { ...ADDRESS_OPTIONS.pairs, track_group: any },
};

function broadcast(value: string): string | null {
  return value === '+' || value === '-' || isIPv4(value) ? null : 'is no broadcast address';
}

export function isNumber(value: string, max: number): boolean {
  return /^(?:0x[0-9a-f]+|\d+)$/i.test(value) && Number(value) <= max;
}

function isByte(value: string): boolean {
  return isNumber(value, 255);
}

/** What IPv6 addresses may not have. */
function* mixed(first: Word, words: readonly Word[]): Generator<Discrepancy> {
  if (familyOf(first.text) !== 6) return;
  for (const word of words) {
    if (word.text === 'brd' || word.text === 'broadcast')
      yield badValue(word, 'an IPv6 address has no broadcast address: keepalived drops the entry');
  }
}

function* addressEntry(entry: ConfigNode, block: string, options: Options): Generator<Discrepancy> {
  const [first, ...rest] = entry.words;
  if (!isAddress(first.text)) {
    yield badValue(first, `"${first.text}" in "${block}" is no address`);
    return;
  }
  yield* mixed(first, rest);
  yield* optionDiscrepancies(rest, options, block);
}

/** An entry of `virtual_ipaddress` or `virtual_ipaddress_excluded`. */
export function virtualAddress(entry: ConfigNode, block: string): Iterable<Discrepancy> {
  return addressEntry(entry, block, ADDRESS_OPTIONS);
}

/** An entry of `static_ipaddress`. */
export function staticAddress(entry: ConfigNode, block: string): Iterable<Discrepancy> {
  return addressEntry(entry, block, STATIC_OPTIONS);
}

const ttl = (value: string): string | null => (isByte(value) ? null : 'is not 0 to 255');
const PEER_OPTIONS: Options = { flags: new Set(), pairs: { min_ttl: ttl, max_ttl: ttl } };

/** An entry of `unicast_peer`; keepalived ignores a mask behind it. */
export function* peerEntry(entry: ConfigNode, block: string): Generator<Discrepancy> {
  const [first, ...rest] = entry.words;
  if (isIP(first.text.split(/[%/]/)[0] ?? '') === 0)
    yield badValue(first, `"${first.text}" in "${block}" is no address`);
  else yield* optionDiscrepancies(rest, PEER_OPTIONS, block);
}
