import { isIP } from 'node:net';
import type { ConfigNode, Word } from '../syntax.ts';

export type DiscrepancyKind = 'unknown' | 'missing' | 'second-statement' | 'value' | 'brace';

/** One place where a statement does not fit its keyword. */
export interface Discrepancy {
  readonly kind: DiscrepancyKind;
  readonly word: Word;
  readonly message: string;
  readonly fix?: string;
}

/** Words of a virtual address that take another word. */
const ADDRESS_PAIRS: ReadonlySet<string> = new Set([
  'brd',
  'broadcast',
  'dev',
  'scope',
  'label',
  'peer',
  'preferred_lft',
  'track_group',
]);

const ADDRESS_FLAGS: ReadonlySet<string> = new Set([
  'home',
  '-nodad',
  'mngtmpaddr',
  'noprefixroute',
  'autojoin',
  'no_track',
  'use_vmac',
]);

const PEER_PAIRS: ReadonlySet<string> = new Set(['min_ttl', 'max_ttl']);

function isAddress(text: string): boolean {
  const [ip = '', prefix, ...rest] = text.split('/');
  const family = isIP(ip);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

function badAddress(word: Word, block: string): Discrepancy {
  return { kind: 'value', word, message: `"${word.text}" in "${block}" is no address` };
}

/** The first word behind an entry that keepalived does not know there. */
function strangeWord(
  words: readonly Word[],
  pairs: ReadonlySet<string>,
  flags: ReadonlySet<string>,
): Word | null {
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word === undefined || word.text.startsWith('//')) return null;
    if (pairs.has(word.text)) index++;
    else if (!flags.has(word.text)) return word;
  }
  return null;
}

function strange(entry: ConfigNode, block: string, word: Word | null): readonly Discrepancy[] {
  if (word === null) return [];
  if (isAddress(word.text)) {
    const message = `"${word.text}" is a second entry of "${block}" on the line of "${entry.words[0].text}"`;
    return [{ kind: 'second-statement', word, message }];
  }
  return [{ kind: 'value', word, message: `"${word.text}" means nothing behind an entry of "${block}"` }];
}

function addressEntry(entry: ConfigNode, block: string): readonly Discrepancy[] {
  const [first, ...rest] = entry.words;
  if (first.text.startsWith('//')) return [];
  if (!isAddress(first.text)) return [badAddress(first, block)];
  return strange(entry, block, strangeWord(rest, ADDRESS_PAIRS, ADDRESS_FLAGS));
}

function peerEntry(entry: ConfigNode, block: string): readonly Discrepancy[] {
  const [first, ...rest] = entry.words;
  if (first.text.startsWith('//')) return [];
  if (isIP(first.text) === 0) return [badAddress(first, block)];
  return strange(entry, block, strangeWord(rest, PEER_PAIRS, new Set()));
}

/** What is wrong with the entries of a value block, one a line. */
export function entryDiscrepancies(node: ConfigNode): readonly Discrepancy[] {
  const block = node.words[0].text;
  const entries = node.children ?? [];
  if (block === 'unicast_peer') return entries.flatMap((entry) => peerEntry(entry, block));
  if (/^virtual_ipaddress(?:_excluded)?$/.test(block))
    return entries.flatMap((entry) => addressEntry(entry, block));
  return [];
}
