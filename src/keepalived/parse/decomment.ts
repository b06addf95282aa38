import { columnAt, concat, type Mapped, mappedTo, slice, trim } from './mapped.ts';

export interface Decommented {
  /** What is left of the line, trimmed; ends with a backslash where the line is to be continued. */
  readonly text: Mapped;
  /** Where the comment began: its index in the line that was given, and its column. */
  readonly commentAt: number | null;
  readonly commentColumn: number | null;
  /** Whether the comment began in the middle of a word: what follows may have been meant. */
  readonly cutsWord: boolean;
  readonly unterminatedQuote: boolean;
  /** Where a backslash keeps the next character from starting a comment. */
  readonly escapeColumn: number | null;
}

interface Scan {
  position: number;
  quoted: boolean;
  comment: number | null;
  continued: boolean;
  readonly escapes: number[];
}

function backslash(text: string, scan: Scan): void {
  const next = text[scan.position + 1];
  if (next === undefined) {
    scan.continued = true;
    scan.position = text.length;
    return;
  }
  if (!scan.quoted && (next === '#' || next === '!')) scan.escapes.push(scan.position);
  scan.position += 2;
}

function step(text: string, scan: Scan): void {
  const character = text[scan.position];
  if (character === '\\') {
    backslash(text, scan);
    return;
  }
  if (scan.comment === null) {
    if (character === '"') scan.quoted = !scan.quoted;
    else if (!scan.quoted && (character === '#' || character === '!')) scan.comment = scan.position;
  }
  scan.position++;
}

/** Characters without the backslashes that kept a `#` or `!` from starting a comment. */
function withoutEscapes(source: Mapped, escapes: readonly number[]): Mapped {
  let from = 0;
  const parts: Mapped[] = [];
  for (const position of escapes) {
    parts.push(slice(source, from, position));
    from = position + 1;
  }
  return concat(...parts, slice(source, from));
}

/**
 * Takes the comment off one line as keepalived does: `#` or `!` anywhere outside double quotes, also inside
 * a word; `\#` and `\!` are literal; single quotes protect nothing; a backslash at the very end continues the
 * line even when it stands in the comment.
 */
export function decomment(source: Mapped): Decommented {
  const start = Math.max(source.text.search(/[^ \t]/), 0);
  const line = slice(source, start);
  const scan: Scan = { position: 0, quoted: false, comment: null, continued: false, escapes: [] };
  while (scan.position < line.text.length) step(line.text, scan);

  const end = scan.comment ?? (scan.continued ? line.text.length - 1 : line.text.length);
  const escapes = scan.escapes.filter((at) => at < end);
  const kept = trim(withoutEscapes(slice(line, 0, end), escapes));
  const before = scan.comment === null || scan.comment === 0 ? ' ' : line.text[scan.comment - 1];
  return {
    text: scan.continued ? concat(kept, mappedTo('\\', columnAt(line, line.text.length - 1))) : kept,
    commentAt: scan.comment === null ? null : start + scan.comment,
    commentColumn: scan.comment === null ? null : columnAt(line, scan.comment),
    cutsWord: before !== undefined && !/[\s{}\u00A0]/.test(before),
    unterminatedQuote: scan.quoted,
    escapeColumn: escapes[0] === undefined ? null : columnAt(line, escapes[0]),
  };
}
