import { type Mapped, mapped, slice } from './mapped.ts';

/** keepalived reads at most so many bytes at a time; what is longer it takes for further lines. */
export const READ_BYTES = 1023;

/** Blanks that people paste and keepalived takes for letters. */
const FOREIGN_BLANK = /[\u00A0\u1680\u2000-\u200B\u2028\u2029\u202F\u205F\u2060\u3000\uFEFF]/g;

/** The physical lines of a text, without their ends. */
export function physicalLines(text: string): readonly string[] {
  return text.split('\n').map((line) => {
    let end = line.length;
    while (line[end - 1] === '\r') end--;
    return line.slice(0, end);
  });
}

/** Where a read that starts at `from` ends: behind `READ_BYTES` bytes, between two characters. */
function readEnd(raw: string, from: number): number {
  let bytes = 0;
  let at = from;
  while (at < raw.length) {
    const code = raw.codePointAt(at) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
    if (bytes > READ_BYTES) break;
    at += code < 0x1_0000 ? 1 : 2;
  }
  return at;
}

/** A physical line as keepalived reads it: in one piece, or in several where it is longer than one read. */
export function pieces(raw: string): readonly Mapped[] {
  const whole = mapped(raw);
  const found: Mapped[] = [];
  for (let from = 0; from < raw.length; ) {
    const end = readEnd(raw, from);
    found.push(from === 0 && end === raw.length ? whole : slice(whole, from, end));
    from = end;
  }
  return found;
}

/** The same with plain blanks for those that keepalived would not know. */
export function withPlainBlanks(source: Mapped): Mapped {
  return { ...source, text: source.text.replaceAll(FOREIGN_BLANK, ' ') };
}

/** The indexes of all such blanks outside double quotes before `end`. */
export function foreignBlanks(text: string, end: number): readonly number[] {
  let quoted = false;
  const found: number[] = [];
  for (const match of text.matchAll(new RegExp(`"|${FOREIGN_BLANK.source}`, 'g'))) {
    if (match.index >= end) break;
    if (match[0] === '"') quoted = !quoted;
    else if (!quoted) found.push(match.index);
  }
  return found;
}

/** The index of the first such blank outside double quotes before `end`; null where there is none. */
export function foreignBlank(text: string, end: number): number | null {
  return foreignBlanks(text, end)[0] ?? null;
}
