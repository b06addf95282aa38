import type { ConfigNode, Word } from '../../parse/syntax.ts';
import { familyOf, isNumber } from './addresses.ts';
import { badValue, type Discrepancy } from './discrepancy.ts';
import { type Options, optionDiscrepancies, pairs } from './options.ts';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const LOCKABLE = set('mtu advmss rtt rttvar reordering cwnd ssthresh rto_min congctl');

const TYPES = 'unicast local broadcast multicast throw unreachable prohibit blackhole nat';

/** Old notations such as `10/8` are taken, too. */
function isDestination(text: string): boolean {
  return text === 'default' || familyOf(text) !== 0 || /^\d{1,3}(?:\.\d{1,3}){0,2}(?:\/\d{1,2})?$/.test(text);
}

const address = (value: string): string | null => (familyOf(value) === 0 ? 'is no address' : null);
const destination = (value: string): string | null => (isDestination(value) ? null : 'is no address');
const selector = (value: string): string | null =>
  /^(?:all|any)$/.test(value) || isDestination(value) ? null : 'is no address';
const number = (value: string): string | null => (isNumber(value, 4_294_967_295) ? null : 'is no number');

const ROUTE: Options = {
  flags: set(`inet inet6 onlink add prepend append no_track ${TYPES}`),
  pairs: {
    ...pairs('src via gw from', address),
    ...pairs('to', destination),
    ...pairs('metric priority preference expires window initcwnd initrwnd', number),
    ...pairs('as tos dsfield table protocol scope dev oif mtu hoplimit advmss rtt rttvar reordering cwnd'),
    ...pairs('ssthresh realms rto_min features quickack congctl pref ttl-propagate fastopen_no_cookie'),
  },
  between: (keyword, next) =>
    (LOCKABLE.has(keyword) && next === 'lock') ||
    (keyword === 'via' && /^inet6?$/.test(next)) ||
    (keyword === 'as' && next === 'to'),
  // From here on the words belong to a hop of its own, or to an encapsulation.
  ends: set('nexthop or encap'),
  bare: isDestination,
};

const RULE: Options = {
  flags: set(`not inet inet6 no_track nop l3mdev ${TYPES}`),
  pairs: {
    ...pairs('from to', selector),
    ...pairs('preference order priority pref goto', number),
    ...pairs('dev iif oif fwmark tos dsfield table lookup realms suppress_prefixlength sup_pl type'),
    ...pairs('suppress_ifgroup sup_group uidrange tunnel-id ipproto'),
    ...pairs('sport dport', (value) => (/^\d+-\d/.test(value) ? null : 'is no range: write 80-80')),
    ...pairs('protocol', (value) => (isNumber(value, 255) ? null : 'is no number')),
  },
};

/** Groups are for what is static. */
function inBlock(options: Options, block: string): Options {
  if (!block.startsWith('static')) return options;
  return { ...options, pairs: { ...options.pairs, ...pairs('track_group') } };
}

/** The addresses of a route are of one family. */
function* mixedFamilies(words: readonly Word[]): Generator<Discrepancy> {
  const found = words.filter(({ text }) => familyOf(text) !== 0);
  const other = found.find(({ text }) => familyOf(text) !== familyOf(found[0]?.text ?? ''));
  if (other !== undefined)
    yield badValue(other, `"${other.text}" is of another family than the rest of the route`);
}

/** An entry of `virtual_routes` or `static_routes`, as `ip route add` has it. */
export function* routeEntry({ words }: ConfigNode, block: string): Generator<Discrepancy> {
  yield* optionDiscrepancies(words, inBlock(ROUTE, block), block);
  yield* mixedFamilies(words);
}

const ACTIONS = set(`table lookup goto nop l3mdev ${TYPES}`);
const PREFERENCES = set('preference order priority');

/** An entry of `virtual_rules` or `static_rules`, as `ip rule add` has it. */
export function* ruleEntry({ words }: ConfigNode, block: string): Generator<Discrepancy> {
  yield* optionDiscrepancies(words, inBlock(RULE, block), block);
  const [first] = words;
  if (!words.some(({ text }) => ACTIONS.has(text)))
    yield badValue(first, 'the rule has no action such as "table", so that keepalived drops it');
  if (!words.some(({ text }) => PREFERENCES.has(text)))
    yield badValue(first, 'the rule has no "preference": keepalived takes 16384 and warns');
}
