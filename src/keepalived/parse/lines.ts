import { decomment } from './decomment.ts';
import { Definitions, KNOWN_ONLY_THERE } from './definitions.ts';
import { columnAt, type Mapped, slice, trim } from './mapped.ts';
import { foreignBlank, physicalLines, pieces, withPlainBlanks } from './pieces.ts';
import type { SourceLines, SyntaxIssue, SyntaxIssueKind } from './syntax.ts';

/** What keepalived reads as one line: one statement, or one brace. */
export interface LogicalLine {
  readonly source: Mapped;
  readonly file: string;
  readonly line: number;
}

/** One file that an `include` names. */
export interface IncludedFile {
  readonly file: string;
  readonly text: string;
}

export interface ReadOptions {
  /** What `@id` lines are compared with (keepalived's `-i`, by default the short host name). */
  readonly configId?: string;
  /**
   * Gives the files that an `include` means: a path or a glob, relative to the folder of the file it stands
   * in. Without it includes are not followed, and an issue says so.
   */
  readonly include?: (pattern: string, from: string) => readonly IncludedFile[];
}

export interface ReadLines {
  readonly lines: readonly LogicalLine[];
  readonly issues: readonly SyntaxIssue[];
  readonly sources: readonly SourceLines[];
}

/** Longer lines are too near to the limit of one read. */
const LONGEST_LINE_BYTES = 1000;

/** A value may name another; more rounds than this are a circle. */
const SUBSTITUTION_ROUNDS = 10;

/** An include may include; deeper than this is a circle. */
const INCLUDE_DEPTH = 16;

/** In all. Files that include each other are read anew each time, twice as often with every further depth. */
const MOST_FILES = 1000;

/** Of each kind; more of the same helps nobody. */
const MOST_ISSUES_OF_A_KIND = 1000;

/** Statements and braces of one configuration; what comes after is not read. */
const MOST_LINES = 100_000;

/** A brace, or what may hold one that is none. */
const BRACE = /"[^"]*(?:"|$)|\$\{[^{}]*\}|[{}]/g;

const INCLUDE = /^include[rmwba]*[ \t]+(\S.*)$/;

class Reader {
  readonly lines: LogicalLine[] = [];
  readonly issues: SyntaxIssue[] = [];
  readonly sources: SourceLines[] = [];
  readonly #definitions = new Definitions();
  readonly #counts = new Map<SyntaxIssueKind, number>();
  readonly #options: ReadOptions;
  #file = '';
  #line = 0;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  #report(kind: SyntaxIssueKind, column: number, text: string): void {
    const count = this.#counts.get(kind) ?? 0;
    this.#counts.set(kind, count + 1);
    if (count >= MOST_ISSUES_OF_A_KIND) return;
    this.issues.push({ kind, place: { file: this.#file, line: this.#line, column }, text });
  }

  /** Reads a whole file, and in the middle of it those that it includes. */
  file(text: string, file: string, depth: number): void {
    const outer = { file: this.#file, line: this.#line };
    const lines = physicalLines(text);
    this.sources.push({ file, lines });
    for (const [index, line] of lines.entries()) {
      [this.#file, this.#line] = [file, index + 1];
      this.#physical(line, depth);
    }
    [this.#file, this.#line] = [outer.file, outer.line];
  }

  /** Reads one physical line; blanks that keepalived would not know are taken as blanks, and reported. */
  #physical(raw: string, depth: number): void {
    if (raw.length > LONGEST_LINE_BYTES || Buffer.byteLength(raw) > LONGEST_LINE_BYTES)
      this.#report('long-line', 1, '');
    if (raw === '' && this.#definitions.isOpen) this.#definitions.extend('');
    for (const piece of pieces(raw)) this.#piece(piece, depth);
  }

  #piece(piece: Mapped, depth: number): void {
    const { text, commentAt, commentColumn, cutsWord, unterminatedQuote, escapeColumn } = decomment(
      withPlainBlanks(piece),
    );
    const blank = foreignBlank(piece.text, commentAt ?? piece.text.length);
    if (blank !== null) {
      const code = piece.text.charCodeAt(blank).toString(16).toUpperCase().padStart(4, '0');
      this.#report('foreign-blank', columnAt(piece, blank), `U+${code}`);
    }
    if (unterminatedQuote) this.#report('unmatched-quote', columnAt(text, 0), text.text);
    if (cutsWord && commentColumn !== null) this.#report('comment-in-word', commentColumn, text.text);
    if (escapeColumn !== null) this.#report('escaped-comment', escapeColumn, text.text);
    if (this.#definitions.isOpen) this.#definitions.extend(text.text);
    else if (text.text !== '') this.#conditional(text, depth, 0);
  }

  /** `@id` in front of a line; only one is looked at. */
  #conditional(source: Mapped, depth: number, round: number): void {
    if (!source.text.startsWith('@')) {
      this.#directive(source, depth, round);
      return;
    }
    const condition = /^@(\^?)([^ \t]*)[ \t]+/.exec(source.text);
    if (condition === null || !this.#applies(condition, columnAt(source, 0))) return;
    const rest = slice(source, condition[0].length);
    // An include behind a condition is taken for a keyword.
    if (INCLUDE.test(rest.text)) this.#splitBraces(rest);
    else this.#directive(rest, depth, round);
  }

  /** `$NAME=`, `~SEQ` and `include`, in keepalived's order; then the line itself. */
  #directive(source: Mapped, depth: number, round: number): void {
    if (this.#definitions.define(source.text)) return;
    if (/^~(?:SEQ|LST)/.test(source.text)) {
      this.#report('not-read', columnAt(source, 0), source.text.slice(0, 4));
      return;
    }
    const replaced = round < SUBSTITUTION_ROUNDS ? this.#definitions.substitute(source) : null;
    if (replaced === 'too-long') this.#report('too-long', columnAt(source, 0), source.text);
    else if (replaced !== null) {
      for (const part of splitLines(replaced)) {
        const { text } = decomment(part);
        if (text.text !== '') this.#conditional(text, depth, round + 1);
      }
      return;
    }
    const include = INCLUDE.exec(source.text);
    if (include?.[1] === undefined) this.#splitBraces(source);
    else this.#include(include[1], columnAt(source, 0), depth);
  }

  #include(pattern: string, column: number, depth: number): void {
    const files = this.#options.include?.(pattern, this.#file);
    if (files === undefined || depth >= INCLUDE_DEPTH || this.sources.length + files.length > MOST_FILES) {
      this.#report('not-read', column, 'include');
      return;
    }
    if (files.length === 0) this.#report('include-missing', column, pattern);
    for (const { file, text } of files) this.file(text, file, depth + 1);
  }

  #applies(condition: RegExpExecArray, column: number): boolean {
    const [, negated, id] = condition;
    if (this.#options.configId === undefined) {
      this.#report('conditional', column, `@${negated ?? ''}${id ?? ''}`);
      return true;
    }
    return (id === this.#options.configId) === (negated === '');
  }

  /** Every brace outside double quotes becomes a line of its own. */
  #splitBraces(source: Mapped): void {
    let from = 0;
    for (const match of source.text.matchAll(BRACE)) {
      const name = /^\$\{([A-Za-z_]\w*)/.exec(match[0])?.[1];
      if (name !== undefined && !KNOWN_ONLY_THERE.has(name))
        this.#report('undefined-parameter', columnAt(source, match.index), match[0]);
      if (match[0] !== '{' && match[0] !== '}') continue;
      this.#emit(slice(source, from, match.index));
      this.#emit(slice(source, match.index, match.index + 1));
      from = match.index + 1;
    }
    this.#emit(slice(source, from));
  }

  #emit(source: Mapped): void {
    const trimmed = trim(source);
    if (trimmed.text === '') return;
    if (this.lines.length >= MOST_LINES) {
      if (this.#counts.get('too-many') === undefined) this.#report('too-many', 1, '');
      return;
    }
    this.lines.push({ source: trimmed, file: this.#file, line: this.#line });
  }
}

/** A statement and the braces around it, each by itself, as keepalived splits a line; without blanks around them. */
export function splitAtBraces(text: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(BRACE)) {
    if (found !== '{' && found !== '}') continue;
    parts.push(text.slice(from, index), found);
    from = index + 1;
  }
  return [...parts, text.slice(from)].map((part) => part.trim()).filter((part) => part !== '');
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

/** Everything that happens to a file before keywords are looked up: comments, conditions, parameters, braces. */
export function readLines(text: string, file: string, options: ReadOptions = {}): ReadLines {
  const reader = new Reader(options);
  reader.file(text, file, 0);
  return reader;
}
