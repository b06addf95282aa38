import { jsonText, printable } from '../../core/printable.ts';
import { Redactor } from '../../core/secret.ts';
import type { Host, Inventory, Variables } from '../types.ts';

/** As `ansible-inventory --list` prints it: groups, and the variables of every host under `_meta`. */
export function listInventory(inventory: Inventory): string {
  const groups = new Map<string, { hosts?: readonly string[]; children?: readonly string[] }>();
  const visit = (name: string): void => {
    const { hosts = [], children = [] } = inventory.groups.get(name) ?? {};
    const entry = {
      ...(name === 'all' || hosts.length === 0 ? {} : { hosts }),
      ...(children.length === 0 ? {} : { children }),
    };
    if (Object.keys(entry).length > 0) groups.set(name, entry);
    for (const child of children) if (!groups.has(child)) visit(child);
  };
  visit('all');
  const hosts = [...inventory.hosts.values()].filter(({ vars }) => Object.keys(vars).length > 0);
  const hostvars = Object.fromEntries(hosts.map(({ name, vars }) => [name, vars]));
  return toSortedJson({ _meta: { hostvars }, ...Object.fromEntries(groups) }, inventory.secrets);
}

/** As `ansible-inventory --host` prints it. */
export function showHost(host: Host, secrets: Inventory['secrets']): string {
  return toSortedJson(host.vars, secrets);
}

/** As `ansible-inventory --graph` prints it, from one group down. */
export function graphInventory(inventory: Inventory, from: string): string {
  const lines: string[] = [];
  const line = (name: string, depth: number): string =>
    depth === 0 ? name : `${'  |'.repeat(depth)}--${name}`;
  const visit = (name: string, depth: number): void => {
    lines.push(line(`@${name}:`, depth));
    const { hosts = [], children = [] } = inventory.groups.get(name) ?? {};
    for (const child of children) visit(child, depth + 1);
    if (name !== 'all') lines.push(...hosts.map((host) => line(host, depth + 1)));
  };
  visit(from, 0);
  return printable(lines.join('\n'));
}

/** JSON with sorted keys; secrets mask themselves, and are masked where other values hold them. */
function toSortedJson(value: Variables, secrets: Inventory['secrets']): string {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return jsonText(sorted(JSON.parse(JSON.stringify(value)), redactor), 4);
}

function sorted(value: unknown, redactor: Redactor): unknown {
  if (typeof value === 'string') return redactor.redact(value);
  if (Array.isArray(value)) return value.map((item) => sorted(item, redactor));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner, redactor)]));
}
