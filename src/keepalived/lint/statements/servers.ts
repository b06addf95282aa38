import type { ConfigNode, Word } from '../../parse/syntax.ts';
import { familyOf, isNumber } from './addresses.ts';
import { badValue, type Discrepancy } from './discrepancy.ts';

/** `192.0.2.1`, `192.0.2.1-9` or an address of the other family, with a range of its own. */
function isRange(text: string): boolean {
  const [first = '', last, ...rest] = text.split('-');
  if (rest.length > 0 || familyOf(first) === 0 || first.includes('/')) return false;
  return last === undefined || /^[0-9a-f]{1,4}$/i.test(last) || familyOf(last) !== 0;
}

function* port(word: Word | undefined): Generator<Discrepancy> {
  if (word !== undefined && !(isNumber(word.text, 65_535) && Number(word.text) > 0))
    yield badValue(word, `"${word.text}" is no port`);
}

/** An entry of `virtual_server_group`: addresses with a port, or a firewall mark. */
export function* serverGroupEntry(entry: ConfigNode, block: string): Generator<Discrepancy> {
  const [first, second] = entry.words;
  if (first.text === 'fwmark') {
    if (second === undefined) yield { kind: 'missing', word: first, message: '"fwmark" has no value' };
    else if (!isNumber(second.text, 4_294_967_295)) yield badValue(second, `"${second.text}" is no number`);
    return;
  }
  if (!isRange(first.text)) yield badValue(first, `"${first.text}" in "${block}" is no address`);
  yield* port(second);
}

/** `virtual_server`: an address with a port, `fwmark N` or `group NAME`; `real_server`: an address and a port. */
export function* serverName({ words }: ConfigNode): Generator<Discrepancy> {
  const [keyword, first, second] = words;
  if (first === undefined) return;
  const named = keyword.text === 'virtual_server' && /^(?:fwmark|group)$/.test(first.text);
  if (named) {
    if (second === undefined) yield { kind: 'missing', word: first, message: `"${first.text}" has no value` };
    else if (first.text === 'fwmark' && !isNumber(second.text, 4_294_967_295))
      yield badValue(second, `"${second.text}" is no number`);
    return;
  }
  // A mask is cut off.
  if (familyOf(first.text.replace(/\/.*$/, '')) === 0)
    yield badValue(first, `"${first.text}" behind "${keyword.text}" is no address`);
  // A real server without one of its own is asked where its checks say.
  else if (keyword.text !== 'real_server' || second?.text !== '0') yield* port(second);
}
