import { contains } from './operators.ts';
import { pythonRegExp } from './regex.ts';
import {
  compared,
  equal,
  isFloat,
  isMapping,
  itemsOf,
  numberOf,
  textOf,
  truthy,
  Undefined,
} from './values.ts';

type Test = (
  value: unknown,
  positional: readonly unknown[],
  named: Readonly<Record<string, unknown>>,
) => boolean;

const isNumber = (value: unknown) => typeof value !== 'boolean' && numberOf(value) !== undefined;

/** Where a version stands towards another, by its numbers. */
function versionOrder(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(/[.-]/).map((part) => Number(part) || 0));
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const VERSION: Readonly<Record<string, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  eq: (order) => order === 0,
  '!=': (order) => order !== 0,
  ne: (order) => order !== 0,
  '<': (order) => order < 0,
  lt: (order) => order < 0,
  '<=': (order) => order <= 0,
  le: (order) => order <= 0,
  '>': (order) => order > 0,
  gt: (order) => order > 0,
  '>=': (order) => order >= 0,
  ge: (order) => order >= 0,
};

const version: Test = (value, [other, operator = '==']) =>
  VERSION[String(operator)]?.(versionOrder(textOf(value), textOf(other))) ?? false;

const equals: Test = (value, [other]) => equal(value, other);
const truth: Test = (value) => truthy(value);

/** The tests after `is`, by name. */
export const TESTS: Readonly<Record<string, Test>> = {
  defined: (value) => !(value instanceof Undefined),
  undefined: (value) => value instanceof Undefined,
  none: (value) => value === null,
  string: (value) => typeof value === 'string',
  number: isNumber,
  integer: (value) => isNumber(value) && !isFloat(value),
  float: isFloat,
  boolean: (value) => typeof value === 'boolean',
  true: (value) => value === true,
  false: (value) => value === false,
  mapping: isMapping,
  sequence: (value) => Array.isArray(value) || typeof value === 'string' || isMapping(value),
  iterable: (value) => Array.isArray(value) || typeof value === 'string' || isMapping(value),
  even: (value) => (numberOf(value) ?? 1) % 2 === 0,
  odd: (value) => Math.abs((numberOf(value) ?? 0) % 2) === 1,
  divisibleby: (value, [other]) => (numberOf(value) ?? Number.NaN) % (numberOf(other) ?? 0) === 0,
  lower: (value) => textOf(value) === textOf(value).toLowerCase(),
  upper: (value) => textOf(value) === textOf(value).toUpperCase(),
  truthy: truth,
  falsy: (value) => !truthy(value),
  eq: equals,
  equalto: equals,
  sameas: equals,
  ne: (value, [other]) => !equal(value, other),
  lt: (value, [other]) => compared(value, other) < 0,
  le: (value, [other]) => compared(value, other) <= 0,
  gt: (value, [other]) => compared(value, other) > 0,
  ge: (value, [other]) => compared(value, other) >= 0,
  in: (value, [container]) => contains(container, value),
  contains: (value, [item]) => contains(value, item),
  match: (value, [pattern], named) => {
    const found = pythonRegExp(`^(?:${textOf(pattern)})`, named);
    return found.test(textOf(value));
  },
  search: (value, [pattern], named) => pythonRegExp(textOf(pattern), named).test(textOf(value)),
  regex: (value, [pattern], named) => pythonRegExp(textOf(pattern), named).test(textOf(value)),
  version,
  version_compare: version,
  subset: (value, [other]) => itemsOf(value).every((item) => contains(other, item)),
  superset: (value, [other]) => itemsOf(other).every((item) => contains(value, item)),
  any: (value) => itemsOf(value).some(truthy),
  all: (value) => itemsOf(value).every(truthy),
};
