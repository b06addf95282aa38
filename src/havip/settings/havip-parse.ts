import { isIP } from 'node:net';
import type * as z from 'zod';
import { didYouMean, nearest } from '../../core/text/nearest.ts';
import type { Finding } from '../../inventory/problem-list.ts';
import { Vaulted } from '../../inventory/sources/formats/scalar-tags.ts';
import { ClosedValue } from '../../inventory/values/closed-value.ts';
import { enumerate, kindOf } from '../../inventory/wording.ts';
import { havipSchema, type ParsedHavip } from './havip-schema.ts';

/** A finding about a value, or a key, somewhere inside `havip`. */
export interface HavipFinding extends Finding {
  readonly path: readonly PropertyKey[];
  /** The finding is about this key of the mapping at `path`. */
  readonly key?: string;
  /** It is about this place in the text at `path`, both counted from 1. */
  readonly within?: { readonly line: number; readonly column: number };
}

export interface HavipParsed {
  readonly settings: ParsedHavip;
  readonly findings: readonly HavipFinding[];
}

/**
 * Checks each key by itself, so that one that is wrong hides nothing about the others: what is sound is in
 * `settings` all the same.
 */
export function parseHavip(value: unknown): HavipParsed {
  if (!isMapping(value)) return { settings: {}, findings: [notMapping(value)] };
  const settings: Record<string, unknown> = {};
  const findings: HavipFinding[] = unknownKeys(value, Object.keys(havipSchema.shape), []);
  for (const [key, schema] of Object.entries(havipSchema.shape)) {
    const result = schema.safeParse(withoutEmpty(value[key]));
    if (result.success) settings[key] = result.data;
    else findings.push(...result.error.issues.flatMap((issue) => translate(issue, key, value[key])));
  }
  return { settings, findings };
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  if (value instanceof Vaulted || value instanceof ClosedValue) return false;
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `key:` with nothing after it is what is left when a value has been deleted: the default counts. */
function withoutEmpty(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map((item) => (item === null ? item : withoutEmpty(item)));
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutEmpty(inner)]));
}

function notMapping(value: unknown): HavipFinding {
  return {
    path: [],
    name: 'wrong-type',
    summary: 'havip must be a mapping',
    detail: `It is ${kindOf(value)}.`,
    fix: 'Write at least address and virtual_router_id below it.',
  };
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, part) => (typeof part === 'number' ? `${name}[${part}]` : `${name}.${String(part)}`),
    'havip',
  );
}

function translate(issue: z.core.$ZodIssue, key: string, root: unknown): HavipFinding[] {
  const path = [key, ...writtenPath(root, issue.path)];
  const value = issue.path.reduce<unknown>(
    (inner, part) => (isMapping(inner) || Array.isArray(inner) ? Reflect.get(inner, part) : written(inner)),
    root,
  );
  if (issue.code === 'unrecognized_keys') {
    return isMapping(value) ? unknownKeys(value, knownKeys(path), path) : [];
  }
  if (value === undefined || value === null) return [missing(path, issue.message)];
  const secret = path[0] === 'auth_pass' || path[1] === 'webhooks';
  if (path[0] === 'address' || path[0] === 'addresses') {
    const ipv6 = ipv6Address(path, value);
    if (ipv6 !== undefined) return [ipv6];
  }
  return [
    {
      path,
      name: 'wrong-value',
      summary: `${nameOf(path)} must be ${issue.message}`,
      ...(secret ? {} : { detail: `It is ${kindOf(value)}${suggestion(issue, value)}.` }),
      fix:
        typeof value === 'number' && issue.message.includes('quotes')
          ? 'Put it in quotes.'
          : 'Correct the value.',
    },
  ];
}

/** The path as far as it is written: a mapping that is written short ends there. */
function writtenPath(root: unknown, path: readonly PropertyKey[]): readonly PropertyKey[] {
  let inner = root;
  for (const [index, part] of path.entries()) {
    if (typeof inner === 'string') return path.slice(0, index);
    inner = isMapping(inner) || Array.isArray(inner) ? Reflect.get(inner, part) : undefined;
  }
  return path;
}

/** A mapping that is written short is the value of the key that is asked for. */
function written(value: unknown): unknown {
  return typeof value === 'string' ? value : undefined;
}

/** A HAVIP is IPv4 in the cloud, and everything here that looks for it looks for IPv4. */
function ipv6Address(path: readonly PropertyKey[], value: unknown): HavipFinding | undefined {
  if (typeof value !== 'string' || isIP(value.split('/')[0] ?? '') !== 6) return undefined;
  return {
    path,
    name: 'ipv6-address',
    summary: `${nameOf(path)} is an IPv6 address, and IPv6 HAVIPs are not supported`,
    detail: `It is ${kindOf(value)}. keepalived itself could hold it; nothing here would look for it, prove that it moves or take it away.`,
    fix: 'Use an IPv4 HAVIP.',
  };
}

function suggestion(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return '';
  const meant = nearest(value, issue.values.map(String));
  return meant === undefined ? '' : `; did you mean "${meant}"`;
}

function missing(path: readonly PropertyKey[], expected: string): HavipFinding {
  const around = path.slice(0, -1);
  return {
    path: around,
    name: 'missing-key',
    summary: `${nameOf(path)} is missing`,
    detail: `It must be ${expected}.`,
    fix: `Add "${String(path.at(-1))}:" to ${nameOf(around)}.`,
  };
}

function unknownKeys(
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  path: readonly PropertyKey[],
): HavipFinding[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => {
      // Where nothing is near, it names all that is known.
      const detail = didYouMean(key, known);
      const names = nearest(key, known) === undefined ? '' : ` Known here: ${enumerate(known)}.`;
      return {
        ...{ path, key, name: 'unknown-key', summary: `unknown key "${key}" in ${nameOf(path)}`, detail },
        fix: `Rename or remove it.${names}`,
      };
    });
}

interface Wrapper {
  readonly def: {
    readonly innerType?: z.core.$ZodType;
    readonly in?: z.core.$ZodType;
    readonly out?: z.core.$ZodType;
    readonly element?: z.core.$ZodType;
    readonly type?: string;
  };
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
}

/** The keys that the schema knows at a path. */
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = havipSchema;
  for (const part of path) {
    const at = unwrapped(schema);
    schema = typeof part === 'number' ? at?.def.element : at?.shape?.[String(part)];
  }
  return Object.keys(unwrapped(schema)?.shape ?? {});
}

/** Without defaults, transformations and what is optional. */
function unwrapped(schema: unknown): Wrapper | undefined {
  let inner = schema;
  while (isWrapper(inner) && inner.shape === undefined && inner.def.element === undefined) {
    const { innerType, in: from, out } = inner.def;
    inner = innerType ?? (isWrapper(from) && from.def.type === 'transform' ? out : from);
  }
  return isWrapper(inner) ? inner : undefined;
}

function isWrapper(schema: unknown): schema is Wrapper {
  return typeof schema === 'object' && schema !== null && 'def' in schema;
}
