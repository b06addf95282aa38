import { type ExactNumber, floatOf } from '../values/exact-number.ts';
import { compared, equal, isFloat, isMapping, numberOf, TemplateFault, textOf, Undefined } from './values.ts';

/** The result of arithmetic: a float where one of the operands is one. */
function arithmetic(result: number, float: boolean): number | ExactNumber {
  if (float) return floatOf(result);
  if (Number.isSafeInteger(result)) return result;
  throw new TemplateFault('the number is too large');
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => a - b * Math.floor(a / b),
  '**': (a, b) => a ** b,
};

const COMPARISON: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
};

/** One of Jinja's operators but `and` and `or`, applied as Python would. */
export function operate(operator: string, a: unknown, b: unknown): unknown {
  if (operator === '~') return textOf(a) + textOf(b);
  const missing = [a, b].find((value) => value instanceof Undefined);
  if (missing instanceof Undefined) throw new TemplateFault(`${missing.what} is not defined`);
  if (operator === '==') return equal(a, b);
  if (operator === '!=') return !equal(a, b);
  if (operator === 'in') return contains(b, a);
  if (operator === 'not in') return !contains(b, a);
  const comparison = COMPARISON[operator];
  if (comparison !== undefined) return comparison(compared(a, b));
  return calculate(operator, a, b);
}

function calculate(operator: string, a: unknown, b: unknown): unknown {
  const [left, right] = [numberOf(a), numberOf(b)];
  const compute = ARITHMETIC[operator];
  if (left !== undefined && right !== undefined && compute !== undefined) {
    if (right === 0 && '/%'.includes(operator.charAt(0))) throw new TemplateFault('division by zero');
    return arithmetic(compute(left, right), operator === '/' || isFloat(a) || isFloat(b));
  }
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') return a + b;
  if (operator === '+' && Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  if (operator === '*' && typeof a === 'string' && right !== undefined && right * a.length < 100_000)
    return a.repeat(Math.max(0, right));
  throw new TemplateFault(`"${operator}" is not for values of these kinds`);
}

export function contains(container: unknown, item: unknown): boolean {
  if (typeof container === 'string') return typeof item === 'string' && container.includes(item);
  if (Array.isArray(container)) return container.some((each) => equal(each, item));
  if (isMapping(container)) return Object.hasOwn(container, String(item));
  throw new TemplateFault('"in" needs a text, a list or a mapping');
}
