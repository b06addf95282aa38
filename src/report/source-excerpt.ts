import type { Place } from '../core/problem.ts';
import { printable } from '../core/text/printable.ts';
import type { TextChange } from './clean.ts';
import type { Style } from './style.ts';
import { displayWidth } from './text.ts';

/** Reads a source file, or gives undefined where that is not possible (any more). */
export type ReadSource = (file: string) => string | undefined;

/** Longer lines are shown from a little before the place that matters. */
const MAX_LINE = 100;
const BEFORE_COLUMN = 40;

/** Keys whose values are secrets, whether or not the file could be read far enough to know. */
const SECRET_KEY = /(?:pass(?:word|wd|phrase)?|secret(?:_?key)?|token|private_key|pw)["']?\s*[:=]\s*(?=\S)/i;
/** A secret whose value stands on the lines below its key. */
const SECRET_BELOW =
  /(?:pass(?:word|wd|phrase)?|secret(?:_?key)?|token|private_key|pw)["']?\s*[:=]\s*(?:[|>][+-]?\s*)?$/i;
const MASK = '********';

/** The token that starts where a problem points: a quoted text or a word. */
const TOKEN = /^(?:"[^"]*"|'[^']*'|[^\s:,[\]{}#]+)/;

/**
 * The line a problem points at, with its number, and carets under what is meant:
 * undefined where the file, or that line of it, is not there.
 */
export function formatSourceExcerpt(
  place: Place,
  readSource: ReadSource,
  change: TextChange,
  style: Style,
): string | undefined {
  const lines = readSource(place.file)?.split(/\r?\n/);
  const raw = lines?.[place.line - 1];
  if (lines === undefined || raw === undefined) return undefined;
  const start = raw.length > MAX_LINE ? Math.max(0, place.column - 1 - BEFORE_COLUMN) : 0;
  const shown = change(maskSecrets(raw, lines[place.line - 2] ?? '')).slice(start, start + MAX_LINE);
  const column = Math.min(place.column - 1, raw.length) - start;
  const before = showTabs(shown.slice(0, column), style);
  const number = String(place.line);
  const gutter = ' '.repeat(number.length);
  const { paint } = style;
  return [
    `${paint('dim', `${number} |`)} ${showTabs(shown, style)}`,
    `${paint('dim', `${gutter} |`)} ${' '.repeat(displayWidth(before))}${paint('failed', carets(shown.slice(column), style))}`,
  ].join('\n');
}

/** One line of a text, counted from 1, with the value of a secret key masked; empty where it is not there. */
export function maskedLine(text: string, line: number): string {
  const lines = text.split(/\r?\n/, line);
  return lines.length < line ? '' : maskSecrets(lines[line - 1] ?? '', lines[line - 2] ?? '');
}

/** The line with the value of a secret key masked to its end: where a value ends is what may be in doubt. */
function maskSecrets(line: string, previous: string): string {
  if (SECRET_BELOW.test(previous)) return line.replace(/\S.*$/, MASK);
  const key = SECRET_KEY.exec(line);
  return key === null ? line : line.slice(0, key.index + key[0].length) + MASK;
}

function carets(rest: string, style: Style): string {
  if (rest.startsWith('\t')) return '^'.repeat(displayWidth(style.symbols.tab));
  const token = TOKEN.exec(rest)?.[0] ?? '';
  return '^'.repeat(Math.max(1, displayWidth(token)));
}

/** Tabs as something one can see: they are what is wrong surprisingly often. */
function showTabs(text: string, style: Style): string {
  return printable(text).replaceAll('\t', style.symbols.tab);
}
