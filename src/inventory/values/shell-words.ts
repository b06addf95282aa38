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

function readWord(line: string, start: number): { readonly text: string; readonly end: number } | undefined {
  const plain = /[^ \t\r\n#'"\\]*/y;
  let text = '';
  let at = start;
  for (;;) {
    plain.lastIndex = at;
    const [piece = ''] = plain.exec(line) ?? [];
    text += piece;
    at += piece.length;
    const character = line.charAt(at);
    if (character === '#') return { text, end: line.length };
    if (character === "'" || character === '"') {
      const quoted = readQuoted(line, at, character);
      if (quoted === undefined) return undefined;
      text += quoted.text;
      at = quoted.end;
    } else if (character === '\\') {
      if (at + 1 >= line.length) return undefined;
      text += line.charAt(at + 1);
      at += 2;
    } else return { text, end: at };
  }
}

function readQuoted(
  line: string,
  start: number,
  quote: string,
): { readonly text: string; readonly end: number } | undefined {
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
