/** One string literal, and where it ends. */
export interface ReadString {
  readonly text: string;
  readonly end: number;
}

const START = /([rR]?[bB]?|[bB][rR]|[uU])('''|"""|'|")/y;

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
};

/** Reads the Python string literal that begins at `start`; undefined where there is none, or no sound one. */
export function readPythonString(source: string, start: number): ReadString | undefined {
  START.lastIndex = start;
  const opening = START.exec(source);
  if (opening === null) return undefined;
  const [whole, prefix = '', quote = ''] = opening;
  const raw = /r/i.test(prefix);
  let text = '';
  let at = start + whole.length;
  while (at < source.length) {
    if (source.startsWith(quote, at)) return { text, end: at + quote.length };
    const character = source.charAt(at);
    if (character === '\n' && quote.length === 1) return undefined;
    if (character !== '\\') {
      text += character;
      at += 1;
    } else if (raw) {
      text += source.slice(at, at + 2);
      at += 2;
    } else {
      const escaped = readEscape(source, at + 1);
      if (escaped === undefined) return undefined;
      text += escaped.text;
      at = escaped.end;
    }
  }
  return undefined;
}

const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function readEscape(source: string, at: number): ReadString | undefined {
  const letter = source.charAt(at);
  const simple = SIMPLE[letter];
  if (simple !== undefined) return { text: simple, end: at + 1 };
  const [octal] = /^[0-7]{1,3}/.exec(source.slice(at, at + 3)) ?? [];
  if (octal !== undefined) {
    return { text: String.fromCodePoint(Number.parseInt(octal, 8)), end: at + octal.length };
  }
  const length = HEX_LENGTH[letter];
  if (length !== undefined) return readHex(source.slice(at + 1, at + 1 + length), length, at + 1 + length);
  // Names of characters need a table of all of them.
  if (letter === 'N') return undefined;
  // Python keeps the backslash of what is no escape.
  return { text: `\\${letter}`, end: at + 1 };
}

function readHex(digits: string, length: number, end: number): ReadString | undefined {
  const code = Number.parseInt(digits, 16);
  if (!/^[0-9a-f]+$/i.test(digits) || digits.length !== length || code > 0x10ffff) return undefined;
  return { text: String.fromCodePoint(code), end };
}
