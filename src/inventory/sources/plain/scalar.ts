import { Scalar } from 'yaml';
import { plainScalar } from '../formats/scalar-tags.ts';

/** What stands between a key and the end of its value, and where it ends. */
export interface Read<T> {
  readonly node: T;
  readonly end: number;
}

/** How a plain scalar may begin here: with what begins nothing else, whatever follows. */
const PLAIN_START = /[A-Za-z0-9_/.~$+(\\^]|-[A-Za-z0-9./]/y;
const QUOTED = /"([^"\\\n]*)"|'([^'\n]*)'/y;

/** A quoted text on one line, without escapes; undefined for anything else. */
export function readQuoted(text: string, at: number): Read<Scalar> | undefined {
  QUOTED.lastIndex = at;
  const [whole, double, single] = QUOTED.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const value = double ?? single ?? '';
  const type = double === undefined ? Scalar.QUOTE_SINGLE : Scalar.QUOTE_DOUBLE;
  return { node: scalarAt(at, at + whole.length, value, value, type), end: at + whole.length };
}

/** Whether a plain scalar that is told from everything else by its first characters stands there. */
export function beginsPlain(text: string, at: number): boolean {
  PLAIN_START.lastIndex = at;
  return PLAIN_START.test(text);
}

/** A plain scalar between two places. */
export function plainAt(text: string, start: number, end: number): Scalar {
  const source = text.slice(start, end);
  return scalarAt(start, end, source, plainScalar(source), Scalar.PLAIN);
}

/** The value of a key that has none. */
export function nothingAt(at: number): Scalar {
  return scalarAt(at, at, '', null, Scalar.PLAIN);
}

function scalarAt(start: number, end: number, source: string, value: unknown, type: Scalar.Type): Scalar {
  const scalar = new Scalar(value);
  scalar.range = [start, end, end];
  scalar.source = source;
  scalar.type = type;
  return scalar;
}
