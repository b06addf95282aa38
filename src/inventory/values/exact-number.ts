import { UnsafeText } from './unsafe-text.ts';

/**
 * A number as Python has it where JavaScript's own would lose something: `8.0` is a float and prints as one, and
 * a whole number beyond 2^53 keeps all its digits.
 */
export class ExactNumber {
  /** As Python prints it. */
  readonly text: string;
  readonly isFloat: boolean;

  constructor(text: string, isFloat: boolean) {
    this.text = text;
    this.isFloat = isFloat;
  }

  get value(): number {
    return Number(this.text);
  }

  /** What everything else works with: a number, or text where a number would lose digits. */
  toJSON(): number | string {
    return this.isFloat ? this.value : this.text;
  }
}

/** A float: a plain number unless it is whole, because only then its kind would be lost. */
export function floatOf(value: number): number | ExactNumber {
  return Number.isInteger(value) ? new ExactNumber(wholeFloatText(value), true) : value;
}

/** A whole number from its decimal, hexadecimal, octal or binary digits, as `BigInt` reads them. */
export function integerOf(digits: string, negative = false): number | ExactNumber {
  const exact = BigInt(digits);
  const signed = negative ? -exact : exact;
  const value = Number(signed);
  return Number.isSafeInteger(value) ? value + 0 : new ExactNumber(String(signed), false);
}

/** `8.0`, `-0.0`, and from 10^16 on with an exponent, as Python's `repr` has them. */
function wholeFloatText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  if (Math.abs(value) < 1e16) return `${value}.0`;
  return withExponent(value);
}

/** At least two digits of exponent, as Python has them. */
function withExponent(value: number): string {
  return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2');
}

/** A plain number as Python prints it: `1e-05`, and `Infinity` and `NaN`, which are not JSON. */
export function numberText(value: number): string {
  const small = value !== 0 && Math.abs(value) < 1e-4;
  return small ? withExponent(value) : String(value);
}

/** The value as everything else works with it: numbers and texts are only that. */
export function withPlainScalars(value: unknown): unknown {
  if (value instanceof ExactNumber) return value.toJSON();
  if (value instanceof UnsafeText) return value.text;
  if (Array.isArray(value)) return value.map(withPlainScalars);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withPlainScalars(inner)]));
}
