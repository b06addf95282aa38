import { isScriptKeyword } from '../vocabulary/vocabulary.ts';
import { type LogicalLine, type ReadOptions, readLines } from './lines.ts';
import { columnAt } from './mapped.ts';
import type { ConfigNode, KeepalivedConfig, SyntaxIssue, SyntaxIssueKind, Word } from './syntax.ts';
import { tokenize, tokenizeScript } from './tokenize.ts';

/** A block that is still open; `node` is null for the file itself and for a brace without a keyword. */
interface Frame {
  readonly node: { readonly words: readonly [Word, ...Word[]] } | null;
  readonly opened: LogicalLine | null;
  readonly children: ConfigNode[];
}

/** Deeper than any block of the language; what is inside is passed over. */
const DEEPEST = 20;

/** Of each kind; more of the same helps nobody. */
const MOST_ISSUES = 1000;

class TreeBuilder {
  readonly issues: SyntaxIssue[] = [];
  /** Blocks that are open beyond the deepest that is read. */
  #beyond = 0;
  readonly #root: Frame = { node: null, opened: null, children: [] };
  readonly #open: Frame[] = [];
  /** The statement just read, which an opening brace would belong to. */
  #last: readonly [Word, ...Word[]] | null = null;

  get #frame(): Frame {
    return this.#open.at(-1) ?? this.#root;
  }

  #report(kind: SyntaxIssueKind, { file, line, source }: LogicalLine, text: string): void {
    const place = { file, line, column: columnAt(source, 0) };
    if (this.issues.length < MOST_ISSUES) this.issues.push({ kind, place, text });
  }

  /** A statement is complete once something other than its opening brace follows. */
  #settle(): void {
    if (this.#last !== null) this.#frame.children.push({ words: this.#last, children: null });
    this.#last = null;
  }

  accept(line: LogicalLine): void {
    if (this.#beyond > 0) {
      if (line.source.text === '{') this.#beyond++;
      else if (line.source.text === '}') this.#beyond--;
    } else if (line.source.text === '{') this.#openBlock(line);
    else if (line.source.text === '}') this.#closeBlock(line);
    else this.#statement(line);
  }

  #openBlock(line: LogicalLine): void {
    if (this.#open.length >= DEEPEST) {
      if (this.#beyond++ === 0) this.#report('too-deep', line, '{');
      return;
    }
    const node = this.#last === null ? null : { words: this.#last };
    if (node === null) this.#report('stray-open', line, '{');
    this.#last = null;
    this.#open.push({ node, opened: line, children: [] });
  }

  #closeBlock(line: LogicalLine): void {
    this.#settle();
    const closed = this.#open.pop();
    if (closed === undefined) this.#report('stray-close', line, '}');
    else if (closed.node !== null) {
      this.#frame.children.push({ words: closed.node.words, children: closed.children });
    }
  }

  #statement(line: LogicalLine): void {
    this.#settle();
    const first = tokenize(line.source);
    const scripted = isScriptKeyword(first.tokens[0]?.text ?? '');
    const { tokens, unmatchedQuote } = scripted ? tokenizeScript(line.source) : first;
    if (scripted && unmatchedQuote !== null) this.#report('unmatched-quote', line, line.source.text);
    const [keyword, ...rest] = tokens.map(
      ({ text, column }): Word => ({ text, place: { file: line.file, line: line.line, column } }),
    );
    if (keyword !== undefined) this.#last = [keyword, ...rest];
  }

  /** Closes what the file left open and gives the tree. */
  finish(): readonly ConfigNode[] {
    this.#settle();
    while (this.#open.length > 0) {
      const unclosed = this.#open.pop();
      if (unclosed?.opened == null) continue;
      this.#report('unclosed', unclosed.opened, unclosed.node?.words[0].text ?? '{');
      if (unclosed.node !== null) {
        this.#frame.children.push({ words: unclosed.node.words, children: unclosed.children });
      }
    }
    return this.#root.children;
  }
}

/**
 * Reads a keepalived.conf as keepalived does, line by line, and keeps every word's place. Never fails: what
 * keepalived would stumble over is in `issues`, and the rest is still read, so that one slip hides no other.
 */
export function parse(text: string, file: string, options: ReadOptions = {}): KeepalivedConfig {
  const read = readLines(text, file, options);
  const builder = new TreeBuilder();
  for (const line of read.lines) builder.accept(line);
  const nodes = builder.finish();
  const issues = [...read.issues, ...builder.issues].sort(
    (a, b) => a.place.line - b.place.line || a.place.column - b.place.column,
  );
  return { file, nodes, issues, sources: read.sources };
}
