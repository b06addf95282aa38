import { columnAt, type Mapped } from './mapped.ts';

/** A word and the column at which it starts. */
export interface Token {
  readonly text: string;
  readonly column: number;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  /** The column of a quote that is never closed; nothing behind it is read. */
  readonly unmatchedQuote: number | null;
}

/** Only these separate words; a non-breaking space is part of one. */
const BLANK = /[ \t\f\n\r\v]/;

/**
 * Words as keepalived splits an ordinary line: a double quote starts a word that ends at the next one,
 * without escapes; a quote in the middle of a word starts a new word; single quotes mean nothing.
 */
export function tokenize(source: Mapped): Tokens {
  const tokens: Token[] = [];
  const pattern = /"([^"]*)("?)|[^ \t\f\n\r\v"]+/g;
  for (const match of source.text.matchAll(pattern)) {
    const column = columnAt(source, match.index);
    if (match[1] !== undefined && match[2] === '') return { tokens, unmatchedQuote: column };
    tokens.push({ text: match[1] ?? match[0], column });
  }
  return { tokens, unmatchedQuote: null };
}

const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** What a backslash and the characters behind it stand for, and how many characters that takes. */
function escapeAt(text: string, at: number): { value: string; length: number } {
  const rest = text.slice(at + 1);
  const hex = /^x([0-9A-Fa-f]+)/.exec(rest);
  if (hex?.[1] !== undefined) {
    return { value: String.fromCharCode(Number.parseInt(hex[1].slice(-2), 16)), length: hex[0].length + 1 };
  }
  const control = /^c(.)/s.exec(rest);
  if (control?.[1] !== undefined) {
    return { value: String.fromCharCode(control[1].charCodeAt(0) & 0x1f), length: 3 };
  }
  const octal = /^[0-7]{1,3}/.exec(rest);
  if (octal !== null) {
    return { value: String.fromCharCode(Number.parseInt(octal[0], 8) & 0xff), length: octal[0].length + 1 };
  }
  const next = rest[0] ?? '';
  return { value: NAMED_ESCAPES[next] ?? next, length: 1 + next.length };
}

/** One shell-like word from `start`; `end` is null where a quote is never closed. */
function shellWord(text: string, start: number): { value: string; end: number | null } {
  let value = '';
  let quote = '';
  let at = start;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (quote === '' && BLANK.test(character)) break;
    if (character === '\\') {
      const escaped = escapeAt(text, at);
      value += escaped.value;
      at += escaped.length;
      continue;
    }
    if (character === quote) quote = '';
    else if (quote === '' && /["']/.test(character)) quote = character;
    else value += character;
    at++;
  }
  return { value, end: quote === '' ? at : null };
}

/**
 * Words as keepalived splits the line of a script: both quotes hold, neighbours join, and backslashes
 * escape as in C (`\n`, `\033`, `\x1b`, `\cX`).
 */
export function tokenizeScript(source: Mapped): Tokens {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.text.length) {
    if (BLANK.test(source.text[at] ?? '')) {
      at++;
      continue;
    }
    const column = columnAt(source, at);
    const word = shellWord(source.text, at);
    if (word.end === null) return { tokens, unmatchedQuote: column };
    tokens.push({ text: word.value, column });
    at = word.end;
  }
  return { tokens, unmatchedQuote: null };
}
