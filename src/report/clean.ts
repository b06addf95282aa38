import type { Redactor } from '../core/secret.ts';
import { printable } from '../core/text/printable.ts';

/** Turns one text from an event or document into what may be shown. */
export type TextChange = (text: string) => string;

/** Properties whose values are words of our own and decide how the rest is read. */
const OWN_WORDS = new Set(['type', 'status', 'kind']);

/** Properties that hold records whose keys are names from the inventory. */
const NAMED_RECORDS = new Set(['hosts', 'clusters']);

/**
 * A copy of an event, problem or document in which every text is changed, whatever field it stands in.
 * Secrets are masked here, before anything is truncated, wrapped or coloured: a mask applied to finished
 * lines would miss the first half of a secret that was cut off at the terminal's edge.
 */
export function changeTexts<T>(value: T, change: TextChange): T {
  return changed(value, change) as T;
}

/** Masks secrets; for JSON, which escapes control characters itself. */
export function masking(redactor: Redactor): TextChange {
  return (text) => redactor.redact(text);
}

/** Masks secrets and makes control characters visible, for people. */
export function maskingPrintable(redactor: Redactor): TextChange {
  return (text) => printable(redactor.redact(text));
}

function changed(value: unknown, change: TextChange): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => changed(item, change));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, changedProperty(key, inner, change)]),
  );
}

function changedProperty(key: string, value: unknown, change: TextChange): unknown {
  if (OWN_WORDS.has(key)) return value;
  const result = changed(value, change);
  if (!NAMED_RECORDS.has(key) || typeof result !== 'object' || result === null) return result;
  return renamed(result, change);
}

/** The record with changed keys; two names that a mask makes equal are numbered, so that none is lost. */
function renamed(record: object, change: TextChange): object {
  const names = new Map<string, unknown>();
  for (const [key, value] of Object.entries(record)) {
    const name = change(key);
    let unique = name;
    for (let number = 2; names.has(unique); number += 1) unique = `${name}-${number}`;
    names.set(unique, value);
  }
  return Object.fromEntries(names);
}
