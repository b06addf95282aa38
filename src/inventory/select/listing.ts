import { Redactor, Secret } from '../../core/secret.ts';
import { printable } from '../../core/text/printable.ts';
import { textOf } from '../jinja/values.ts';
import { Vaulted } from '../sources/formats/scalar-tags.ts';
import type { Group, Host, Inventory, Variables } from '../types.ts';
import { ClosedValue } from '../values/closed-value.ts';
import { ExactNumber } from '../values/exact-number.ts';
import { UnsafeText } from '../values/unsafe-text.ts';
import { jsonListing } from './json-listing.ts';
import { ListedName } from './listed-name.ts';
import { groupsAsToml, tomlListing } from './toml-listing.ts';
import { yamlListing } from './yaml-listing.ts';

/** How a listing is printed. */
export interface ListingOptions {
  /** Each variable where it is set, instead of all that a host has in the end. */
  readonly export?: boolean;
  /** YAML, which can be read as an inventory again, instead of JSON. */
  readonly yaml?: boolean;
  /** TOML, where it is not to be YAML. */
  readonly toml?: boolean;
}

/** As `ansible-inventory --list` prints it: groups, and the variables of every host. */
export function listInventory(inventory: Inventory, options: ListingOptions = {}): string {
  // In this order: the secrets become known as the values are looked at.
  if (options.toml === true && options.yaml !== true) return listAsToml(inventory, options);
  const listed = options.yaml === true ? groupsAsYaml(inventory, options) : groupsAsJson(inventory, options);
  const redactor = redactorOf(inventory);
  return options.yaml === true ? yamlListing(listed, redactor) : jsonListing(listed, redactor);
}

function listAsToml(inventory: Inventory, options: ListingOptions): string {
  const tables = groupsAsToml(inventory, {
    ofHost: (name) => {
      const host = inventory.hosts.get(name);
      return host === undefined ? {} : variablesOf(host, options);
    },
    ofGroup: (name) => (options.export === true ? groupVariables(inventory.groups.get(name)) : {}),
  });
  return tomlListing(tables, redactorOf(inventory));
}

/** As `ansible-inventory --host` prints it. */
export function showHost(
  host: Host,
  inventory: Pick<Inventory, 'secrets'>,
  options: ListingOptions = {},
): string {
  const variables = variablesOf(host, options);
  const redactor = redactorOf(inventory);
  return options.yaml === true ? yamlListing(variables, redactor) : jsonListing(variables, redactor);
}

/** Every group by its name, and all hosts' variables under `_meta`. */
function groupsAsJson(inventory: Inventory, options: ListingOptions): Variables {
  const groups = new Map<string, Variables>();
  const visit = (name: string): void => {
    const { hosts = [], children = [] } = inventory.groups.get(name) ?? {};
    const entry = filled({
      hosts: name === 'all' ? [] : hosts.map((each) => new ListedName(each)),
      children: children.map((each) => new ListedName(each)),
      vars: options.export === true ? groupVariables(inventory.groups.get(name)) : {},
    });
    if (Object.keys(entry).length > 0) groups.set(name, entry);
    for (const child of children) if (!groups.has(child)) visit(child);
  };
  visit('all');
  const hostvars = Object.fromEntries(
    [...inventory.hosts.values()]
      .map((host) => [host.name, variablesOf(host, options)] as const)
      .filter(([, variables]) => Object.keys(variables).length > 0),
  );
  return { _meta: { hostvars }, ...Object.fromEntries(groups) };
}

/** Groups within groups; a host has its variables where it is first named. */
function groupsAsYaml(inventory: Inventory, options: ListingOptions): Variables {
  const seen = new Set<string>();
  const bodyOf = (name: string): Variables => {
    const group = inventory.groups.get(name);
    const children = (group?.children ?? []).map((child) => [child, bodyOf(child)] as const);
    const hosts = (name === 'all' ? [] : (group?.hosts ?? [])).map((each) => {
      const host = seen.has(each) ? undefined : inventory.hosts.get(each);
      seen.add(each);
      return [each, host === undefined ? {} : variablesOf(host, options)] as const;
    });
    return filled({
      children: Object.fromEntries(children),
      hosts: Object.fromEntries(hosts),
      vars: options.export === true ? groupVariables(group) : {},
    });
  };
  return { all: bodyOf('all') };
}

/** Those of its parts that hold something. */
function filled(parts: Readonly<Record<string, object>>): Variables {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0));
}

/** In other texts, shorter ones are there by chance. */
const SHORTEST = 4;

/** Secrets are masked where other values hold them, too. */
function redactorOf({ secrets }: Pick<Inventory, 'secrets'>): Redactor {
  const redactor = new Redactor({ namesStay: true });
  for (const secret of secrets) if (secret.reveal().length >= SHORTEST) redactor.add(secret);
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

function variablesOf(host: Host, options: ListingOptions): Variables {
  const own = options.export === true ? host.ownListed : host.listed;
  return withoutInternal(own ?? host.vars);
}

function groupVariables(group: Group | undefined): Variables {
  const { listed, vars = {}, priority = 1 } = group ?? {};
  return withoutInternal({
    ...(listed ?? vars),
    ...(priority === 1 ? {} : { ansible_group_priority: priority }),
  });
}

function withoutInternal(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !INTERNAL.has(name)));
}

/** As `ansible-inventory --graph` prints it, from one group down; with `vars`, what each has for variables. */
export function graphInventory(inventory: Inventory, from: string, vars = false): string {
  const lines: { readonly text: string; readonly isValue?: true }[] = [];
  const line = (name: string, depth: number): string =>
    depth === 0 ? name : `${'  |'.repeat(depth)}--${name}`;
  const tell = (variables: Variables, depth: number): void => {
    for (const name of Object.keys(variables).sort())
      lines.push({ text: line(`{${name} = ${pythonText(variables[name])}}`, depth), isValue: true });
  };
  const visit = (name: string, depth: number): void => {
    lines.push({ text: line(`@${name}:`, depth) });
    const group = inventory.groups.get(name);
    for (const child of group?.children ?? []) visit(child, depth + 1);
    for (const each of name === 'all' ? [] : (group?.hosts ?? [])) {
      lines.push({ text: line(each, depth + 1) });
      const host = inventory.hosts.get(each);
      if (vars && host !== undefined) tell(variablesOf(host, {}), depth + 2);
    }
    if (vars) tell(groupVariables(group), depth + 1);
  };
  visit(from, 0);
  const redactor = redactorOf(inventory);
  const shown = lines.map(({ text, isValue }) => (isValue === true ? redactor.redact(text) : text));
  return printable(shown.join('\n'));
}

/** A value as Python prints it; secrets mask themselves, and what is encrypted stays so. */
function pythonText(value: unknown): string {
  return textOf(masked(value));
}

function masked(value: unknown): unknown {
  if (value instanceof Secret || value instanceof Vaulted || value instanceof ClosedValue)
    return value.toJSON();
  if (value instanceof UnsafeText) return value.text;
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner)]));
}
