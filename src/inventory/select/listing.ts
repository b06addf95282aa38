import { jsonText, printable } from '../../core/printable.ts';
import { Redactor } from '../../core/secret.ts';
import type { Host, Inventory, Variables } from '../types.ts';
import { ExactNumber, numberText } from '../values/exact-number.ts';

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
  const hostvars = Object.fromEntries(
    [...inventory.hosts.values()]
      .map((host) => [host.name, variablesOf(host)] as const)
      .filter(([, variables]) => Object.keys(variables).length > 0),
  );
  return toSortedJson({ _meta: { hostvars }, ...Object.fromEntries(groups) }, redactorOf(inventory));
}

/** As `ansible-inventory --host` prints it. */
export function showHost(host: Host, inventory: Pick<Inventory, 'secrets'>): string {
  return toSortedJson(variablesOf(host), redactorOf(inventory));
}

/** Secrets are masked where other values hold them, too. */
function redactorOf({ secrets }: Pick<Inventory, 'secrets'>): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}

/** What Ansible sets by itself, and leaves out here whoever has set it. */
const INTERNAL: ReadonlySet<string> = new Set([
  'ansible_diff_mode',
  'ansible_config_file',
  'ansible_facts',
  'ansible_forks',
  'ansible_inventory_sources',
  'ansible_limit',
  'ansible_playbook_python',
  'ansible_run_tags',
  'ansible_skip_tags',
  'ansible_verbosity',
  'ansible_version',
  'inventory_dir',
  'inventory_file',
  'inventory_hostname',
  'inventory_hostname_short',
  'groups',
  'group_names',
  'omit',
  'playbook_dir',
]);

function variablesOf(host: Host): Variables {
  const all = Object.entries(host.listed ?? host.vars);
  return Object.fromEntries(all.filter(([name]) => !INTERNAL.has(name)));
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

/** JSON as Python prints it, with sorted keys; secrets mask themselves. */
function toSortedJson(value: unknown, redactor: Redactor, indent = ''): string {
  if (value instanceof ExactNumber) return value.text;
  const plain = hasToJson(value) ? value.toJSON() : value;
  const inner = `${indent}    `;
  const block = (open: string, items: readonly string[], close: string): string =>
    items.length === 0
      ? `${open}${close}`
      : `${open}\n${inner}${items.join(`,\n${inner}`)}\n${indent}${close}`;
  if (Array.isArray(plain))
    return block(
      '[',
      plain.map((item) => toSortedJson(item, redactor, inner)),
      ']',
    );
  if (typeof plain === 'string') return jsonText(redactor.redact(plain));
  if (typeof plain === 'number') return numberText(plain);
  if (typeof plain !== 'object' || plain === null) return JSON.stringify(plain) ?? 'null';
  const entries = Object.entries(plain).sort(([a], [b]) => (a < b ? -1 : 1));
  return block(
    '{',
    entries.map(([key, each]) => `${jsonText(key)}: ${toSortedJson(each, redactor, inner)}`),
    '}',
  );
}

function hasToJson(value: unknown): value is { toJSON(): unknown } {
  return (
    typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function'
  );
}
