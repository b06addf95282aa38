import type { Place } from '../../../core/problem.ts';
import { placeOf } from '../../../keepalived/meaning/settings.ts';
import type { ConfigNode } from '../../../keepalived/parse/syntax.ts';

/** Something that the configuration in place does and the new one would not. */
export interface Loss {
  /** By which it is given up: `vrrp_script chk_nginx`. */
  readonly name: string;
  /** What it does, in words: `runs /etc/keepalived/chk.sh every 2 s`. */
  readonly does: string;
  readonly place: Place;
}

/** Most characters of a word that comes from a host. */
const LONGEST_WORD = 80;

/** A word of the configuration as it may be shown: bounded. */
export function shown(word: string | undefined): string {
  const text = word ?? '';
  return text.length > LONGEST_WORD ? `${text.slice(0, LONGEST_WORD)}…` : text;
}

/** A loss at a statement; its name is the keyword with the words that tell it apart. */
export function lossAt(node: ConfigNode, does: string, ...names: readonly string[]): Loss {
  const [keyword] = node.words;
  return { name: [keyword.text, ...names].map(shown).filter(Boolean).join(' '), does, place: placeOf(node) };
}

/** The path of a command without its arguments, which may hold secrets. */
export function commandShown(path: string | undefined, argumentsCount = 0): string {
  return `${shown(path)}${argumentsCount > 0 ? ' with arguments' : ''}`;
}
