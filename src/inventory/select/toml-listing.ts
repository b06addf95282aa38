import { randomUUID } from 'node:crypto';
import { stringify } from 'smol-toml';
import { type Redactor, Secret } from '../../core/secret.ts';
import { Vaulted } from '../sources/formats/scalar-tags.ts';
import type { Inventory, Variables } from '../types.ts';
import { ClosedValue } from '../values/closed-value.ts';
import { ExactNumber } from '../values/exact-number.ts';
import { UnsafeText } from '../values/unsafe-text.ts';

/** What of a host and of a group is listed. */
export interface ListedVariables {
  readonly ofHost: (name: string) => Variables;
  readonly ofGroup: (name: string) => Variables;
}

/** A table for each group; a host has its variables where it is first named. */
export function groupsAsToml(inventory: Inventory, variables: ListedVariables): Variables {
  const tables = new Map<string, Variables>();
  const seen = new Set<string>();
  const hasUngrouped = (inventory.groups.get('ungrouped')?.hosts ?? []).length > 0;
  const visit = (name: string): void => {
    const group = inventory.groups.get(name);
    const below = (group?.children ?? []).filter((child) => child !== 'ungrouped' || hasUngrouped);
    for (const child of below) visit(child);
    const inAll = name === 'all';
    const hosts = (inAll ? [] : (group?.hosts ?? [])).map((each) => {
      const first = !seen.has(each);
      seen.add(each);
      return [each, first ? variables.ofHost(each) : {}] as const;
    });
    const parts = {
      children: inAll ? [] : below,
      hosts: Object.fromEntries(hosts),
      vars: variables.ofGroup(name),
    };
    const filled = Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0);
    if (filled.length > 0) tables.set(name, Object.fromEntries(filled));
  };
  visit('all');
  return Object.fromEntries(tables);
}

/** TOML, which has no word for nothing: that is left out. Secrets mask themselves. */
export function tomlListing(value: Variables, redactor: Redactor): string {
  // 1.0 is another number than 1, and JavaScript has no two of them.
  const mark = randomUUID();
  const text = stringify(prepared(value, redactor, mark));
  return text.replaceAll(new RegExp(`"${mark}([^"]*)"`, 'g'), '$1').trimEnd();
}

function prepared(value: unknown, redactor: Redactor, mark: string): unknown {
  if (value instanceof Secret || value instanceof ClosedValue) return value.toJSON();
  if (value instanceof Vaulted) return value.ciphertext;
  if (value instanceof UnsafeText) return redactor.redact(value.text);
  if (value instanceof ExactNumber) return `${mark}${value.text}`;
  if (typeof value === 'string') return redactor.redact(value);
  if (Array.isArray(value))
    return value.filter((item) => item !== null).map((item) => prepared(item, redactor, mark));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, prepared(inner, redactor, mark)]),
  );
}
