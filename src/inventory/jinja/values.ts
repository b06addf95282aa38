import { ExactNumber } from '../values/exact-number.ts';

/** What a name, attribute or item that is not there gives; using it is an error, asking `is defined` is not. */
export class Undefined {
  readonly what: string;

  constructor(what: string) {
    this.what = what;
  }
}

/** Why a template cannot be evaluated, in one sentence. */
export class TemplateFault extends Error {}

export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof ExactNumber) return value.value;
  return typeof value === 'number' ? value : undefined;
}

export function isFloat(value: unknown): boolean {
  return value instanceof ExactNumber ? value.isFloat : typeof value === 'number' && !Number.isInteger(value);
}

/** Whether Python takes a value for true. */
export function truthy(value: unknown): boolean {
  if (value instanceof Undefined || value === null || value === false || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  if (isMapping(value)) return Object.keys(value).length > 0;
  return numberOf(value) !== 0;
}

/** Python's `str`. */
export function textOf(value: unknown): string {
  if (value instanceof Undefined) throw new TemplateFault(`${value.what} is not defined`);
  return typeof value === 'string' ? value : reprOf(value);
}

/** Python's `repr`. */
export function reprOf(value: unknown): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value instanceof ExactNumber) return value.text;
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(reprOf).join(', ')}]`;
  if (isMapping(value)) {
    const entries = Object.entries(value).map(([key, each]) => `${quoted(key)}: ${reprOf(each)}`);
    return `{${entries.join(', ')}}`;
  }
  if (typeof value === 'number') return String(value);
  throw new TemplateFault('a value of this kind cannot be printed');
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(quote, `\\${quote}`);
  return `${quote}${body}${quote}`;
}

/** Whether two values are equal to Python. */
export function equal(a: unknown, b: unknown): boolean {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left !== undefined && right !== undefined) return left === right;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((each, index) => equal(each, b[index]));
  if (isMapping(a) && isMapping(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => key in b && equal(a[key], b[key]));
  }
  return a === b;
}

/** What a loop or a filter of lists goes through. */
export function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return [...value];
  if (isMapping(value)) return Object.keys(value);
  throw new TemplateFault(value instanceof Undefined ? `${value.what} is not defined` : 'this is no list');
}

/** Negative, zero or positive, as Python orders numbers, texts and lists. */
export function compared(a: unknown, b: unknown): number {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left !== undefined && right !== undefined) return left - right;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b);
  if (Array.isArray(a) && Array.isArray(b)) {
    const at = a.findIndex((each, index) => index >= b.length || !equal(each, b[index]));
    if (at < 0) return a.length - b.length;
    return at >= b.length ? 1 : compared(a[at], b[at]);
  }
  throw new TemplateFault('values of different kinds cannot be ordered');
}
