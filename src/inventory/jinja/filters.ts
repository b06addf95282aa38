import { createHash } from 'node:crypto';
import { basename, dirname, extname } from 'node:path';
import { ExactNumber, floatOf, withPlainScalars } from '../values/exact-number.ts';
import { ADDRESS_FILTERS } from './address-filters.ts';
import { pythonRegExp, replaceAll } from './regex.ts';
import {
  compared,
  equal,
  isMapping,
  itemsOf,
  type Mapping,
  numberOf,
  TemplateFault,
  textOf,
  truthy,
  Undefined,
} from './values.ts';

/** What a filter is called with beside its operand. */
export interface Arguments {
  readonly positional: readonly unknown[];
  readonly named: Mapping;
}

export type Filter = (value: unknown, args: Arguments) => unknown;

const argument = ({ positional, named }: Arguments, index: number, name: string): unknown =>
  positional[index] ?? named[name];

const TRUE = ['yes', 'on', '1', 'true'];

function toInt(value: unknown, otherwise: unknown): unknown {
  const number =
    numberOf(value) ?? (/^\s*[-+]?\d+(?:\.\d*)?\s*$/.test(String(value)) ? Number(value) : undefined);
  return number === undefined || !Number.isFinite(number) ? (otherwise ?? 0) : Math.trunc(number);
}

function json(value: unknown, indent?: number): string {
  const plain = withPlainScalars(value);
  if (indent !== undefined) return JSON.stringify(plain, null, indent);
  // As Python writes it: a blank after each comma and colon.
  if (Array.isArray(plain)) return `[${plain.map((each) => json(each)).join(', ')}]`;
  if (isMapping(plain))
    return `{${Object.entries(plain)
      .map(([key, each]) => `${JSON.stringify(key)}: ${json(each)}`)
      .join(', ')}}`;
  return JSON.stringify(plain);
}

function unique(items: readonly unknown[]): unknown[] {
  return items.filter((item, index) => items.findIndex((other) => equal(other, item)) === index);
}

const has = (items: readonly unknown[], item: unknown) => items.some((other) => equal(other, item));

function attributeOf(item: unknown, path: unknown): unknown {
  return String(path)
    .split('.')
    .reduce<unknown>((inner, key) => (isMapping(inner) ? inner[key] : undefined), item);
}

function sorted(value: unknown, args: Arguments): unknown[] {
  const attribute = argument(args, 2, 'attribute');
  const key = (item: unknown) => (attribute === undefined ? item : attributeOf(item, attribute));
  const fold = (item: unknown) => (typeof item === 'string' ? item.toLowerCase() : item);
  const list = [...itemsOf(value)].sort((a, b) => compared(fold(key(a)), fold(key(b))));
  return truthy(argument(args, 0, 'reverse') ?? false) ? list.reverse() : list;
}

function combine(value: unknown, { positional, named }: Arguments): Mapping {
  const deep = truthy(named.recursive ?? false);
  const merge = (a: Mapping, b: Mapping): Mapping => {
    const merged: Record<string, unknown> = { ...a };
    for (const [key, each] of Object.entries(b)) {
      const before = merged[key];
      merged[key] = deep && isMapping(before) && isMapping(each) ? merge(before, each) : each;
    }
    return merged;
  };
  return [value, ...positional].flat().reduce<Mapping>((all, each) => {
    if (!isMapping(each)) throw new TemplateFault('combine needs mappings');
    return merge(all, each);
  }, {});
}

const TEXT_FILTERS: Readonly<Record<string, Filter>> = {
  lower: (value) => textOf(value).toLowerCase(),
  upper: (value) => textOf(value).toUpperCase(),
  capitalize: (value) => textOf(value).charAt(0).toUpperCase() + textOf(value).slice(1).toLowerCase(),
  title: (value) =>
    textOf(value).replace(
      /[^\s({[<-]+/g,
      (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    ),
  trim: (value) => textOf(value).trim(),
  replace: (value, { positional: [from, to] }) => textOf(value).replaceAll(textOf(from), () => textOf(to)),
  string: textOf,
  quote: (value) =>
    /^[\w@%+=:,./-]+$/.test(textOf(value)) ? textOf(value) : `'${textOf(value).replaceAll("'", `'"'"'`)}'`,
  regex_replace: (value, args) =>
    replaceAll(
      textOf(value),
      pythonRegExp(textOf(argument(args, 0, 'pattern') ?? ''), args.named),
      textOf(argument(args, 1, 'replacement') ?? ''),
    ),
  regex_search: (value, args) => {
    const found = pythonRegExp(textOf(args.positional[0]), args.named).exec(textOf(value));
    if (args.positional.length > 1) {
      return args.positional.slice(1).map((group) => found?.[Number(String(group).replace(/\D/g, ''))] ?? '');
    }
    return found === null ? '' : found[0];
  },
  regex_findall: (value, args) =>
    [...textOf(value).matchAll(pythonRegExp(textOf(args.positional[0]), args.named))].map((match) =>
      match.length > 2 ? match.slice(1) : (match[1] ?? match[0]),
    ),
  regex_escape: (value) => textOf(value).replaceAll(/[^\w]/g, '\\$&'),
  split: (value, args) => {
    const by = argument(args, 0, 'sep');
    return by === undefined ? textOf(value).trim().split(/\s+/) : textOf(value).split(textOf(by));
  },
  b64encode: (value) => Buffer.from(textOf(value)).toString('base64'),
  b64decode: (value) => Buffer.from(textOf(value), 'base64').toString('utf8'),
  hash: (value, args) => digest(textOf(value), textOf(argument(args, 0, 'hashtype') ?? 'sha1')),
  md5: (value) => digest(textOf(value), 'md5'),
  sha1: (value) => digest(textOf(value), 'sha1'),
  checksum: (value) => digest(textOf(value), 'sha1'),
  urlencode: (value) => encodeURIComponent(textOf(value)).replaceAll('%2F', '/'),
  basename: (value) => basename(textOf(value)),
  dirname: (value) => (dirname(textOf(value)) === '.' ? '' : dirname(textOf(value))),
  splitext: (value) => {
    const extension = extname(textOf(value));
    return [textOf(value).slice(0, textOf(value).length - extension.length), extension];
  },
};

function digest(text: string, kind: string): string {
  try {
    return createHash(kind).update(text).digest('hex');
  } catch {
    throw new TemplateFault(`there is no hash "${kind}"`);
  }
}

const LIST_FILTERS: Readonly<Record<string, Filter>> = {
  join: (value, args) => {
    const attribute = argument(args, 1, 'attribute');
    const items = itemsOf(value).map((item) =>
      attribute === undefined ? item : attributeOf(item, attribute),
    );
    return items.map(textOf).join(textOf(argument(args, 0, 'd') ?? ''));
  },
  list: (value) => [...itemsOf(value)],
  length: (value) => itemsOf(value).length,
  count: (value) => itemsOf(value).length,
  first: (value) => itemsOf(value)[0] ?? new Undefined('the first of an empty list'),
  last: (value) => itemsOf(value).at(-1) ?? new Undefined('the last of an empty list'),
  min: (value) => [...itemsOf(value)].sort(compared)[0] ?? new Undefined('the least of an empty list'),
  max: (value) => [...itemsOf(value)].sort(compared).at(-1) ?? new Undefined('the greatest of an empty list'),
  sum: (value) => itemsOf(value).reduce<number>((sum, each) => sum + (numberOf(each) ?? Number.NaN), 0),
  sort: sorted,
  unique: (value) => unique(itemsOf(value)),
  reverse: (value) =>
    typeof value === 'string' ? [...value].reverse().join('') : [...itemsOf(value)].reverse(),
  union: (value, { positional: [other] }) => unique([...itemsOf(value), ...itemsOf(other)]),
  intersect: (value, { positional: [other] }) =>
    unique(itemsOf(value).filter((item) => has(itemsOf(other), item))),
  difference: (value, { positional: [other] }) =>
    unique(itemsOf(value).filter((item) => !has(itemsOf(other), item))),
  flatten: (value, args) => itemsOf(value).flat(Number(argument(args, 0, 'levels') ?? 100)),
  zip: (value, { positional: [other] }) =>
    itemsOf(value)
      .slice(0, itemsOf(other).length)
      .map((item, index) => [item, itemsOf(other)[index]]),
  combine,
  dict2items: (value) => Object.entries(mapping(value)).map(([key, each]) => ({ key, value: each })),
  items2dict: (value) =>
    Object.fromEntries(
      itemsOf(value).map((each) => [String(attributeOf(each, 'key')), attributeOf(each, 'value')]),
    ),
  dictsort: (value) =>
    Object.entries(mapping(value)).sort(([a], [b]) => compared(a.toLowerCase(), b.toLowerCase())),
  items: (value) => Object.entries(mapping(value)),
};

/** Python rounds halves to the even neighbour. */
function toEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}

function mapping(value: unknown): Mapping {
  if (isMapping(value)) return value;
  throw new TemplateFault('this is no mapping');
}

const OTHER_FILTERS: Readonly<Record<string, Filter>> = {
  int: (value, args) => toInt(value, argument(args, 0, 'default')),
  float: (value) => floatOf(numberOf(value) ?? (Number.isFinite(Number(value)) ? Number(value) : 0)),
  bool: (value) =>
    typeof value === 'string' ? TRUE.includes(value.toLowerCase()) : value === true || numberOf(value) === 1,
  abs: (value) => Math.abs(numberOf(value) ?? Number.NaN),
  round: (value, args) => {
    const power = 10 ** Number(argument(args, 0, 'precision') ?? 0);
    return floatOf(toEven((numberOf(value) ?? Number.NaN) * power) / power);
  },
  ternary: (value, { positional: [yes, no] }) => (truthy(value) ? yes : no),
  mandatory: (value) => {
    if (value instanceof Undefined) throw new TemplateFault(`${value.what} is not defined`);
    return value;
  },
  to_json: (value) => json(value),
  tojson: (value) => json(value),
  to_nice_json: (value) => json(value, 4),
  from_json: (value) => {
    try {
      return JSON.parse(textOf(value));
    } catch {
      throw new TemplateFault('from_json needs JSON');
    }
  },
  type_debug: (value) => (value instanceof ExactNumber ? 'float' : typeof value),
};

/** By name; of those of `ansible.builtin` and `ansible.utils`, the full name means the same. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map(
  Object.entries({ ...TEXT_FILTERS, ...LIST_FILTERS, ...OTHER_FILTERS, ...ADDRESS_FILTERS }),
);
