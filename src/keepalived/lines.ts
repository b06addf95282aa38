import { decomment } from './decomment.ts';
import { Definitions } from './definitions.ts';
import { columnAt, type Mapped, mapped, slice, trim } from './mapped.ts';
import type { SyntaxIssue, SyntaxIssueKind } from './syntax.ts';

/** What keepalived reads as one line: one statement, or one brace. */
export interface LogicalLine {
  readonly source: Mapped;
  readonly line: number;
  /** The file it stands in, which may be an included one. */
  readonly file: string;
}

/** A file that is read in another one's place. */
export interface IncludedText {
  readonly file: string;
  readonly text: string;
}

export interface ReadOptions {
  /** What `@id` lines are compared with (keepalived's `-i`, by default the short host name). */
  readonly configId?: string;
  /** The files that an `include` of a pattern in a file reads; without it, `include` is reported as not read. */
  readonly include?: (pattern: string, from: string) => readonly IncludedText[];
}

export interface ReadLines {
  readonly lines: readonly LogicalLine[];
  readonly issues: readonly SyntaxIssue[];
}

/** keepalived reads at most 1023 bytes at a time and splits what is longer without a word. */
const LONGEST_LINE_BYTES = 1000;

/** Blanks that people paste and keepalived takes for letters. */
const FOREIGN_BLANK = /[\u00A0\u1680\u2000-\u200B\u2028\u2029\u202F\u205F\u2060\u3000\uFEFF]/g;

/** A value may name another; more rounds than this are a circle. */
const SUBSTITUTION_ROUNDS = 10;

/** Files may include each other; deeper than this is a circle. */
const INCLUDE_DEPTH = 16;

class Reader {
  readonly lines: LogicalLine[] = [];
  readonly issues: SyntaxIssue[] = [];
  readonly #definitions: Definitions;
  readonly #file: string;
  readonly #options: ReadOptions;
  readonly #depth: number;

  constructor(file: string, options: ReadOptions, definitions = new Definitions(), depth = 0) {
    this.#file = file;
    this.#options = options;
    this.#definitions = definitions;
    this.#depth = depth;
  }

  /** Reads a whole text, line by line. */
  all(text: string): this {
    for (const [index, line] of physicalLines(text).entries()) this.physical(line, index + 1);
    return this;
  }

  #report(kind: SyntaxIssueKind, line: number, column: number, text: string): void {
    this.issues.push({ kind, place: { file: this.#file, line, column }, text });
  }

  /** Reads one physical line; blanks that keepalived would not know are taken as blanks, and reported. */
  physical(raw: string, line: number): void {
    if (Buffer.byteLength(raw) > LONGEST_LINE_BYTES) this.#report('long-line', line, 1, '');
    if (raw === '') {
      if (this.#definitions.isOpen) this.#definitions.extend('');
      return;
    }
    const repaired = mapped(raw.replaceAll(FOREIGN_BLANK, ' '));
    const { text, commentColumn, cutsWord, unterminatedQuote, escapeColumn } = decomment(repaired);
    this.#foreignBlanks(raw, commentColumn ?? raw.length + 1, line);
    if (unterminatedQuote) this.#report('unmatched-quote', line, columnAt(text, 0), text.text);
    if (cutsWord && commentColumn !== null) this.#report('comment-in-word', line, commentColumn, text.text);
    if (escapeColumn !== null) this.#report('escaped-comment', line, escapeColumn, text.text);
    if (this.#definitions.isOpen) this.#definitions.extend(text.text);
    else if (text.text !== '') this.#directive(text, line, 0);
  }

  #foreignBlanks(raw: string, commentColumn: number, line: number): void {
    let quoted = false;
    for (const match of raw.matchAll(new RegExp(`"|${FOREIGN_BLANK.source}`, 'g'))) {
      if (match.index + 1 >= commentColumn) return;
      if (match[0] === '"') quoted = !quoted;
      else if (!quoted) {
        const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
        this.#report('foreign-blank', line, match.index + 1, `U+${code}`);
        return;
      }
    }
  }

  /** `@id`, `$NAME=`, `~SEQ` and `include`, in keepalived's order; then the line itself. */
  #directive(source: Mapped, line: number, round: number): void {
    const condition = /^@(\^?)(\S*)[ \t]+/.exec(source.text);
    if (source.text.startsWith('@')) {
      if (condition === null || !this.#applies(condition, line, columnAt(source, 0))) return;
      this.#directive(slice(source, condition[0].length), line, round);
      return;
    }
    if (this.#definitions.define(source.text)) return;
    if (/^~(?:SEQ|LST)/.test(source.text)) {
      this.#report('not-read', line, columnAt(source, 0), source.text.slice(0, 4));
      return;
    }
    const replaced = this.#definitions.substitute(source);
    if (replaced !== null && round < SUBSTITUTION_ROUNDS) {
      for (const part of splitLines(replaced)) {
        const { text } = decomment(part);
        if (text.text !== '') this.#directive(text, line, round + 1);
      }
      return;
    }
    this.#statement(source, line);
  }

  #statement(source: Mapped, line: number): void {
    const include = /^include[rmwba]*[ \t]+"?([^\s"]+)/.exec(source.text);
    if (include === null) this.#splitBraces(source, line);
    else this.#include(include[1] ?? '', line, columnAt(source, 0));
  }

  /** What an included file says stands in the place of the line. */
  #include(pattern: string, line: number, column: number): void {
    const { include } = this.#options;
    if (include === undefined || this.#depth >= INCLUDE_DEPTH) {
      this.#report('not-read', line, column, 'include');
      return;
    }
    for (const { file, text } of include(pattern, this.#file)) {
      const read = new Reader(file, this.#options, this.#definitions, this.#depth + 1).all(text);
      this.lines.push(...read.lines);
      this.issues.push(...read.issues);
    }
  }

  #applies(condition: RegExpExecArray, line: number, column: number): boolean {
    const [, negated, id] = condition;
    if (this.#options.configId === undefined) {
      this.#report('conditional', line, column, `@${negated ?? ''}${id ?? ''}`);
      return true;
    }
    return (id === this.#options.configId) === (negated === '');
  }

  /** Every brace outside double quotes becomes a line of its own. */
  #splitBraces(source: Mapped, line: number): void {
    let from = 0;
    for (const match of source.text.matchAll(/"[^"]*(?:"|$)|[{}]/g)) {
      if (match[0] !== '{' && match[0] !== '}') continue;
      this.#emit(slice(source, from, match.index), line);
      this.#emit(slice(source, match.index, match.index + 1), line);
      from = match.index + 1;
    }
    this.#emit(slice(source, from), line);
  }

  #emit(source: Mapped, line: number): void {
    const trimmed = trim(source);
    if (trimmed.text !== '') this.lines.push({ source: trimmed, line, file: this.#file });
  }
}

function splitLines(source: Mapped): readonly Mapped[] {
  const parts: Mapped[] = [];
  let from = 0;
  for (const match of source.text.matchAll(/\n|$/g)) {
    parts.push(slice(source, from, match.index));
    from = match.index + 1;
  }
  return parts;
}

/** The physical lines of a text, without their ends. */
export function physicalLines(text: string): readonly string[] {
  return text.split('\n').map((line) => line.replace(/\r+$/, ''));
}

/** Everything that happens to a file before keywords are looked up: comments, conditions, parameters, braces. */
export function readLines(text: string, file: string, options: ReadOptions = {}): ReadLines {
  return new Reader(file, options).all(text);
}
