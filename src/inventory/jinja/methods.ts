import type { Arguments } from './filters.ts';
import { isMapping, itemsOf, TemplateFault, textOf, Undefined } from './values.ts';

type Method<T> = (self: T, args: Arguments['positional']) => unknown;

const escapeSet = (characters: string) => characters.replaceAll(/[\\\]^-]/g, '\\$&');

function stripped(text: string, [characters]: readonly unknown[], ends: 'both' | 'left' | 'right'): string {
  const set = characters === undefined || characters === null ? '\\s' : escapeSet(textOf(characters));
  const left = ends === 'right' ? text : text.replace(new RegExp(`^[${set}]+`, 'u'), '');
  return ends === 'left' ? left : left.replace(new RegExp(`[${set}]+$`, 'u'), '');
}

/** The methods of Python's texts that templates use; nothing else of a value can be called. */
const TEXT_METHODS: Readonly<Record<string, Method<string>>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  strip: (text, args) => stripped(text, args, 'both'),
  lstrip: (text, args) => stripped(text, args, 'left'),
  rstrip: (text, args) => stripped(text, args, 'right'),
  split: (text, [by, most]) => {
    const parts = by === undefined || by === null ? text.trim().split(/\s+/) : text.split(textOf(by));
    if (most === undefined || Number(most) < 0 || by === undefined) return parts;
    const head = parts.slice(0, Number(most));
    return parts.length > head.length ? [...head, parts.slice(Number(most)).join(textOf(by))] : head;
  },
  replace: (text, [from, to]) => text.replaceAll(textOf(from), () => textOf(to)),
  startswith: (text, [start]) => text.startsWith(textOf(start)),
  endswith: (text, [end]) => text.endsWith(textOf(end)),
  join: (text, [items]) => itemsOf(items).map(textOf).join(text),
  find: (text, [part]) => text.indexOf(textOf(part)),
  count: (text, [part]) => text.split(textOf(part)).length - 1,
  title: (text) =>
    text.replace(/[A-Za-z]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()),
  capitalize: (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase(),
  isdigit: (text) => /^\d+$/.test(text),
  zfill: (text, [width]) => text.padStart(Number(width), '0'),
};

const MAPPING_METHODS: Readonly<Record<string, Method<Readonly<Record<string, unknown>>>>> = {
  get: (self, [key, otherwise = null]) => (Object.hasOwn(self, String(key)) ? self[String(key)] : otherwise),
  keys: (self) => Object.keys(self),
  values: (self) => Object.values(self),
  items: (self) => Object.entries(self),
};

/** Calls a method of a value. */
export function callMethod(self: unknown, name: string, args: Arguments): unknown {
  if (self instanceof Undefined) throw new TemplateFault(`${self.what} is not defined`);
  if (typeof self === 'string' && Object.hasOwn(TEXT_METHODS, name))
    return TEXT_METHODS[name]?.(self, args.positional);
  if (isMapping(self) && Object.hasOwn(MAPPING_METHODS, name))
    return MAPPING_METHODS[name]?.(self, args.positional);
  throw new TemplateFault(`the method "${name}" is not known here`);
}
