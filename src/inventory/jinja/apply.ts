import type { Arguments } from './arguments.ts';
import { FILTERS } from './filters.ts';
import { TEST_PREFIX } from './parse.ts';
import { TESTS } from './tests.ts';
import { isMapping, itemsOf, numberOf, TemplateFault, textOf, truthy, Undefined } from './values.ts';

/** What templates may hold in Jinja, and not here. */
export function outOfReach(what: string): TemplateFault {
  return new TemplateFault(`it uses what is not known here: ${what}`);
}

/** An own item, and nothing that JavaScript's objects have besides. */
export function itemOf(object: unknown, key: unknown): unknown {
  // As in Ansible, what is below something undefined is undefined, too.
  if (object instanceof Undefined) return object;
  const index = numberOf(key);
  if ((Array.isArray(object) || typeof object === 'string') && index !== undefined) {
    const items = typeof object === 'string' ? [...object] : object;
    return items.at(index) ?? new Undefined(`item ${index}`);
  }
  if (isMapping(object) && Object.hasOwn(object, String(key))) return object[String(key)];
  return new Undefined(`"${String(key)}"`);
}

/** Applies a filter by its name, with what it is called with. */
export function applyFilter(operand: unknown, name: string, args: Arguments): unknown {
  if (name.startsWith(TEST_PREFIX)) {
    const test = name.slice(TEST_PREFIX.length);
    const negated = test.startsWith('not ');
    return applyTest(operand, negated ? test.slice(4) : test, args) !== negated;
  }
  if (name === 'default' || name === 'd') {
    const { positional, named } = args;
    const otherwise = positional[0] ?? named.default_value ?? '';
    const alsoEmpty = truthy(positional[1] ?? named.boolean ?? false);
    return operand instanceof Undefined || (alsoEmpty && !truthy(operand)) ? otherwise : operand;
  }
  if (SELECTING.has(name)) return select(name, operand, args);
  const apply = FILTERS.get(name);
  if (apply === undefined) throw outOfReach(`the filter "${name}"`);
  if (operand instanceof Undefined && name !== 'mandatory')
    throw new TemplateFault(`${operand.what} is not defined`);
  return apply(operand, args);
}

/** Applies a test by its name. */
export function applyTest(value: unknown, name: string, { positional, named }: Arguments): boolean {
  const test = Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
  if (test === undefined) throw outOfReach(`the test "${name}"`);
  return test(value, positional, named);
}

const SELECTING: ReadonlySet<string> = new Set(['map', 'select', 'reject', 'selectattr', 'rejectattr']);

/** The filters that take another filter or a test by name. */
function select(name: string, operand: unknown, { positional, named }: Arguments): unknown[] {
  const items = itemsOf(operand);
  const attribute = (item: unknown, path: unknown): unknown =>
    String(path)
      .split('.')
      .reduce<unknown>((inner, key) => itemOf(inner, key), item);
  if (name === 'map') {
    const [other, ...rest] = positional;
    if (named.attribute === undefined)
      return items.map((item) => applyFilter(item, textOf(other), { positional: rest, named }));
    return items.map((item) => {
      const found = attribute(item, named.attribute);
      return found instanceof Undefined && named.default !== undefined ? named.default : found;
    });
  }
  const wanted = name.startsWith('select');
  const ofAttribute = name.endsWith('attr');
  const [path, test = 'truthy', ...rest] = ofAttribute ? positional : ['', ...positional];
  return items.filter((item) => {
    const value = ofAttribute ? attribute(item, path) : item;
    return applyTest(value, textOf(test), { positional: rest, named }) === wanted;
  });
}
