import { Vaulted } from './sources/formats/scalar-tags.ts';
import { ClosedValue } from './values/closed-value.ts';
import { ExactNumber } from './values/exact-number.ts';

/** What a value is, for a message: `the number 300`, `the text "yes"`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value instanceof Vaulted) return 'a value encrypted with ansible-vault';
  if (value instanceof ClosedValue) return value.kind;
  if (typeof value === 'string') return value === '' ? 'an empty text' : `the text "${shorten(value)}"`;
  if (typeof value === 'boolean') return `the boolean ${value}`;
  if (typeof value === 'number' || value instanceof ExactNumber)
    return `the number ${value instanceof ExactNumber ? value.text : value}`;
  return 'a mapping';
}

function shorten(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return line.length > 60 || line !== text ? `${line.slice(0, 57)}…` : line;
}

/** `a, b and c`. */
export function enumerate(names: readonly string[], joint = 'and'): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} ${joint} ${names.at(-1)}`;
}
