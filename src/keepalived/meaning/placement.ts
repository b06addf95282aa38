import type { ConfigNode } from '../parse/syntax.ts';

/** How an entry of `virtual_ipaddress` puts its address on a card, with what keepalived takes where nothing is said. */
export interface Placement {
  readonly address: string;
  readonly prefix: number;
  /** Undefined: the instance's own card. */
  readonly dev: string | undefined;
  readonly scope: string;
  readonly label: string | undefined;
  readonly brd: string | undefined;
  /** Further options, each with its value: `preferred_lft 0`, `no_track`. */
  readonly more: readonly string[];
}

/** Options that take a value. */
const PAIRS = new Set(['dev', 'brd', 'broadcast', 'scope', 'label', 'peer', 'preferred_lft', 'track_group']);

const OWN = new Set(['dev', 'brd', 'broadcast', 'scope', 'label']);

/** Reads an entry of `virtual_ipaddress` or `virtual_ipaddress_excluded`. */
export function placementOf({ words: [first, ...rest] }: ConfigNode): Placement {
  const [address = '', prefix] = first.text.split('/');
  const options = optionsOf(rest.map(({ text }) => text));
  const value = (...names: readonly string[]) => options.findLast(([name]) => names.includes(name))?.[1];
  return {
    address,
    prefix: prefix === undefined ? (address.includes(':') ? 128 : 32) : Number(prefix),
    dev: value('dev'),
    scope: value('scope') ?? 'global',
    label: value('label'),
    brd: value('brd', 'broadcast'),
    more: options.filter(([name]) => !OWN.has(name)).map((words) => words.filter(Boolean).join(' ')),
  };
}

function optionsOf(
  words: readonly string[],
): readonly (readonly [name: string, value: string | undefined])[] {
  const options: (readonly [string, string | undefined])[] = [];
  for (let at = 0; at < words.length; at++) {
    const name = words[at] ?? '';
    options.push([name, PAIRS.has(name) ? words[++at] : undefined]);
  }
  return options;
}
