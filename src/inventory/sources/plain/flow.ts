import { Pair, type Scalar, YAMLMap } from 'yaml';
import { plainAt, type Read, readQuoted } from './scalar.ts';

const BLANKS = / */y;
const KEY = /[A-Za-z_][A-Za-z0-9_.-]*(?=: )/y;
/** None of the characters that mean something between braces, and no blank at either end. */
const PLAIN =
  /(?:[A-Za-z0-9_/.~]|-[A-Za-z0-9./])(?:[A-Za-z0-9_/.~$+()=@-]|:(?=[A-Za-z0-9_/.])| +(?=[A-Za-z0-9_/.~$+()=@-]))*/y;

/** A mapping in braces on one line, of plain keys with texts or numbers; undefined for anything else. */
export function readFlowMap(text: string, start: number): Read<YAMLMap> | undefined {
  const map = new YAMLMap();
  map.flow = true;
  let at = skip(BLANKS, text, start + 1);
  while (text[at] !== '}') {
    const key = matchEnd(KEY, text, at);
    const value = key === undefined ? undefined : readValue(text, skip(BLANKS, text, key + 1));
    if (key === undefined || value === undefined) return undefined;
    map.items.push(new Pair(plainAt(text, at, key), value.node));
    at = skip(BLANKS, text, value.end);
    if (text[at] === ',') at = skip(BLANKS, text, at + 1);
    else if (text[at] !== '}') return undefined;
  }
  map.range = [start, at + 1, at + 1];
  return { node: map, end: at + 1 };
}

function readValue(text: string, at: number): Read<Scalar> | undefined {
  const quoted = readQuoted(text, at);
  if (quoted !== undefined) return quoted;
  const end = matchEnd(PLAIN, text, at);
  return end === undefined ? undefined : { node: plainAt(text, at, end), end };
}

/** Where a sticky pattern that matches at a place ends. */
function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function skip(pattern: RegExp, text: string, at: number): number {
  return matchEnd(pattern, text, at) ?? at;
}
