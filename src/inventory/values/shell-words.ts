/** One word of a line, and where it begins. */
export interface Word {
  readonly text: string;
  readonly start: number;
}

/** The words of a line; undefined where a quote is not closed or the line ends with a backslash. */
export type Words = readonly Word[] | undefined;

/**
 * Splits as Python's `shlex.split(…, comments=True)` does: quotes may stand inside a word, a backslash escapes, and
 * `#` begins a comment even inside a word.
 */
export function shellWords(line: string): Words {
  return SPECIAL.test(line) ? wordsOf(line) : plainWords(line);
}

/** What makes a line more than words with blanks between. */
const SPECIAL = /['"\\#]/;

function plainWords(line: string): readonly Word[] {
  return [...line.matchAll(/[^ \t\r\n]+/g)].map(({ 0: text, index }) => ({ text, start: index }));
}

function wordsOf(line: string): Words {
  const words: Word[] = [];
  let at = 0;
  for (;;) {
    while (/[ \t\r\n]/.test(line.charAt(at))) at += 1;
    if (at >= line.length || line.charAt(at) === '#') return words;
    const word = readWord(line, at);
    if (word === undefined) return undefined;
    words.push({ text: word.text, start: at });
    at = word.end;
  }
}

/** A piece of a word as it is meant, and where it ends. */
interface Piece {
  readonly text: string;
  readonly end: number;
}

const PLAIN = /[^ \t\r\n#'"\\]*/y;

function readWord(line: string, start: number): Piece | undefined {
  let text = '';
  let at = start;
  for (;;) {
    PLAIN.lastIndex = at;
    const [plain = ''] = PLAIN.exec(line) ?? [];
    text += plain;
    at += plain.length;
    if (at >= line.length || !/['"\\]/.test(line.charAt(at)))
      return { text, end: line.charAt(at) === '#' ? line.length : at };
    const piece = readQuotedOrEscaped(line, at);
    if (piece === undefined) return undefined;
    text += piece.text;
    at = piece.end;
  }
}

function readQuotedOrEscaped(line: string, at: number): Piece | undefined {
  const character = line.charAt(at);
  if (character !== '\\') return readQuoted(line, at, character);
  return at + 1 < line.length ? { text: line.charAt(at + 1), end: at + 2 } : undefined;
}

function readQuoted(line: string, start: number, quote: string): Piece | undefined {
  let text = '';
  for (let at = start + 1; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (character === quote) return { text, end: at + 1 };
    if (character === '\\' && quote === '"') {
      at += 1;
      if (at >= line.length) return undefined;
      const escaped = line.charAt(at);
      text += escaped === '"' || escaped === '\\' ? escaped : `\\${escaped}`;
    } else text += character;
  }
  return undefined;
}
