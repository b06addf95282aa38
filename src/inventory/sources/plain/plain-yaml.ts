import { type LineCounter, type Node, Pair, type Scalar, YAMLMap } from 'yaml';
import { readFlowMap } from './flow.ts';
import { parsePart } from './part.ts';
import { beginsPlain, nothingAt, plainAt, type Read, readQuoted } from './scalar.ts';

/**
 * Reads YAML of the plainest kind, which inventories of thousands of hosts are: mappings in block style whose keys
 * and values stand on one line each. It gives the nodes that the library would, several times faster; what is of
 * another kind below a key is left to the library. Undefined where the library had better read all of it.
 */
export function readPlainYaml(text: string, lines: LineCounter): Node | undefined {
  if (UNUSUAL.test(text)) return undefined;
  return new PlainReader(text, lines).read();
}

/** Tabs, other ends of lines, and what a reader might take for a blank: what they mean depends on where they stand. */
const UNUSUAL =
  /[^\n\x20-\x7e\u00a1-\u167f\u1681-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\ud7ff\uf900-\ufdfa]/;

const BEGINNING = /---(?= *(?:\n| #|$))/y;
const KEY = /[A-Za-z0-9_][A-Za-z0-9_./-]*(?:\[[0-9a-z:]+\][A-Za-z0-9_.-]*)?(?=:(?:[ \n]|$))/y;

/** A value of one word, as most are. */
const WORD = /[A-Za-z0-9_/.][A-Za-z0-9_/.@+=-]*(?= *(?:\n|$))/y;

/** Parts that the library is asked for; where there are more, it is faster with the whole. */
const MOST_PARTS = 300;

class PlainReader {
  readonly #text: string;
  readonly #lines: LineCounter;
  /** The line at hand, which says something: where it begins, its text does, and it ends; at the end, it has no indentation. */
  #begin = 0;
  #start = 0;
  #end = 0;
  #indent = -1;
  #next = 0;
  #parts = 0;

  constructor(text: string, lines: LineCounter) {
    this.#text = text;
    this.#lines = lines;
  }

  read(): Node | undefined {
    this.#advance();
    BEGINNING.lastIndex = this.#begin;
    if (this.#indent === 0 && BEGINNING.test(this.#text)) this.#advance();
    if (this.#indent < 0) return undefined;
    const map = this.#readMap(this.#indent);
    return this.#indent < 0 ? map : undefined;
  }

  /** Goes on to the next line that is neither empty nor a comment. */
  #advance(): void {
    while (this.#next <= this.#text.length) {
      this.#begin = this.#next;
      this.#lines.addNewLine(this.#begin);
      const end = this.#text.indexOf('\n', this.#begin);
      this.#end = end < 0 ? this.#text.length : end;
      this.#next = this.#end + 1;
      this.#start = this.#skipBlanks(this.#begin);
      this.#indent = this.#start - this.#begin;
      if (this.#start < this.#end && this.#text[this.#start] !== '#') return;
    }
    this.#begin = this.#text.length;
    this.#indent = -1;
  }

  #skipBlanks(from: number): number {
    let at = from;
    while (this.#text[at] === ' ') at += 1;
    return at;
  }

  #readMap(indent: number): YAMLMap | undefined {
    const map = new YAMLMap();
    const start = this.#start;
    while (this.#indent === indent) {
      const pair = this.#readPair(indent);
      if (pair === undefined) return undefined;
      map.items.push(pair);
    }
    map.range = [start, this.#begin, this.#begin];
    return this.#indent < indent ? map : undefined;
  }

  #readPair(indent: number): Pair | undefined {
    const begin = this.#begin;
    KEY.lastIndex = this.#start;
    if (!KEY.test(this.#text)) return this.#readPart(begin, indent);
    const colon = KEY.lastIndex;
    const key = plainAt(this.#text, this.#start, colon);
    const at = this.#skipBlanks(colon + 1);
    if (at === this.#end || this.#text[at] === '#') return this.#readBelow(key, { begin, indent, at });
    const value = this.#readValue(at);
    this.#advance();
    // What is indented deeper goes on with the value.
    if (value === undefined || this.#indent > indent) return this.#readPart(begin, indent);
    return new Pair(key, value);
  }

  /** A mapping below a key, or nothing. */
  #readBelow(
    key: Scalar,
    { begin, indent, at }: { readonly begin: number; readonly indent: number; readonly at: number },
  ): Pair | undefined {
    this.#advance();
    if (this.#indent > indent) {
      KEY.lastIndex = this.#start;
      if (!KEY.test(this.#text)) return this.#readPart(begin, indent);
      const map = this.#readMap(this.#indent);
      return map === undefined ? undefined : new Pair(key, map);
    }
    return this.#isItem(indent) ? this.#readPart(begin, indent) : new Pair(key, nothingAt(at));
  }

  /** The value that begins at a place of the line at hand and takes the rest of it. */
  #readValue(at: number): Node | undefined {
    WORD.lastIndex = at;
    if (WORD.test(this.#text)) return plainAt(this.#text, at, WORD.lastIndex);
    const read = this.#text[at] === '{' ? readFlowMap(this.#text, at) : readQuoted(this.#text, at);
    if (read !== undefined) return this.#endsLine(read) ? read.node : undefined;
    if (!beginsPlain(this.#text, at)) return undefined;
    const comment = this.#text.slice(at, this.#end).indexOf(' #');
    let end = comment < 0 ? this.#end : at + comment;
    while (this.#text[end - 1] === ' ') end -= 1;
    return /:(?: |$)/.test(this.#text.slice(at, end)) ? undefined : plainAt(this.#text, at, end);
  }

  #endsLine({ end }: Read<Node>): boolean {
    const at = this.#skipBlanks(end);
    return at === this.#end || (at > end && this.#text[at] === '#');
  }

  /** An item of a list stands as far left as the key that the list belongs to. */
  #isItem(indent: number): boolean {
    return this.#indent === indent && /^-(?: |$)/.test(this.#text.slice(this.#start, this.#end));
  }

  /** An entry of the mapping, from where its line begins, by the library. */
  #readPart(begin: number, indent: number): Pair | undefined {
    this.#parts += 1;
    if (this.#parts > MOST_PARTS) return undefined;
    if (this.#begin === begin) this.#advance();
    while (this.#indent > indent || this.#isItem(indent)) this.#advance();
    return parsePart(this.#text.slice(begin, this.#begin), begin);
  }
}
