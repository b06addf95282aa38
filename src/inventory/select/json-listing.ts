import type { Redactor } from '../../core/secret.ts';
import { jsonText } from '../../core/text/printable.ts';
import { ExactNumber, numberText } from '../values/exact-number.ts';
import { ListedName } from './listed-name.ts';

/** JSON as Python prints it, with sorted keys; secrets mask themselves. */
export function jsonListing(value: unknown, redactor: Redactor, indent = ''): string {
  if (value instanceof ExactNumber) return value.text;
  if (value instanceof ListedName) return jsonText(value.name);
  const plain = hasToJson(value) ? value.toJSON() : value;
  const inner = `${indent}    `;
  const block = (open: string, items: readonly string[], close: string): string =>
    items.length === 0
      ? `${open}${close}`
      : `${open}\n${inner}${items.join(`,\n${inner}`)}\n${indent}${close}`;
  if (Array.isArray(plain))
    return block(
      '[',
      plain.map((item) => jsonListing(item, redactor, inner)),
      ']',
    );
  if (typeof plain === 'string') return jsonText(redactor.redact(plain));
  if (typeof plain === 'number') return numberText(plain);
  if (typeof plain !== 'object' || plain === null) return JSON.stringify(plain) ?? 'null';
  const entries = Object.entries(plain).sort(([a], [b]) => (a < b ? -1 : 1));
  return block(
    '{',
    entries.map(([key, each]) => `${jsonText(key)}: ${jsonListing(each, redactor, inner)}`),
    '}',
  );
}

function hasToJson(value: unknown): value is { toJSON(): unknown } {
  return (
    typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function'
  );
}
