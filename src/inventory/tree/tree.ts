import type { Finding, ProblemList } from '../problem-list.ts';
import type { Spot, Variable } from '../sources/source.ts';
import { kindOf } from '../wording.ts';

export type VariableMap = Map<string, Variable>;

/** An encrypted file that could not be opened. */
export interface Sealed {
  readonly spot: Spot;
  readonly finding: Finding;
}

/** A group while the files are read. */
export interface RawGroup {
  readonly name: string;
  /** Where it is first named. */
  readonly spot: Spot | undefined;
  readonly hosts: Set<string>;
  /** With the place that makes it a child. */
  readonly children: Map<string, Spot | undefined>;
  readonly parents: Set<string>;
  /** From the inventory's own files. */
  readonly fileVars: VariableMap;
  /** From `group_vars/` beside the inventory. */
  readonly folderVars: VariableMap;
  /** From `group_vars/` beside the playbook. */
  readonly playVars: VariableMap;
  /** Files with more of its variables that could not be opened: a problem to who uses it. */
  readonly sealed: Sealed[];
  /** `ansible_group_priority`. */
  priority: number;
}

/** A host while the files are read. */
export interface RawHost {
  readonly name: string;
  readonly spot: Spot;
  /** Groups that name it themselves. */
  readonly groups: Set<string>;
  readonly fileVars: VariableMap;
  /** From `host_vars/` beside the inventory. */
  readonly folderVars: VariableMap;
  /** From `host_vars/` beside the playbook. */
  readonly playVars: VariableMap;
  /** Files with more of its variables that could not be opened: a problem to who uses it. */
  readonly sealed: Sealed[];
}

/** All groups and hosts by name, in the order in which the files name them. */
export interface Tree {
  readonly groups: Map<string, RawGroup>;
  readonly hosts: Map<string, RawHost>;
}

/** A tree with the two groups that always exist. */
export function emptyTree(): Tree {
  const tree: Tree = { groups: new Map(), hosts: new Map() };
  ensureGroup(tree, 'all', undefined);
  addChild(tree, 'all', 'ungrouped', undefined);
  return tree;
}

export function ensureGroup(tree: Tree, name: string, spot: Spot | undefined): RawGroup {
  let group = tree.groups.get(name);
  if (group === undefined) {
    group = {
      name,
      spot,
      hosts: new Set(),
      children: new Map(),
      parents: new Set(),
      fileVars: new Map(),
      folderVars: new Map(),
      playVars: new Map(),
      sealed: [],
      priority: 1,
    };
    tree.groups.set(name, group);
  }
  return group;
}

export function addChild(tree: Tree, parent: string, child: string, spot: Spot | undefined): void {
  const above = ensureGroup(tree, parent, spot);
  if (!above.children.has(child)) above.children.set(child, spot);
  ensureGroup(tree, child, spot).parents.add(parent);
}

/** The host, which now belongs to the group. A port counts only where the host is named first, as in Ansible. */
export function addHost(tree: Tree, group: RawGroup, name: string, spot: Spot, port?: number): RawHost {
  let host = tree.hosts.get(name);
  if (host === undefined) {
    host = {
      name,
      spot,
      groups: new Set(),
      fileVars: new Map(),
      folderVars: new Map(),
      playVars: new Map(),
      sealed: [],
    };
    if (port !== undefined) host.fileVars.set('ansible_port', { value: port, spot, keySpot: spot });
    tree.hosts.set(name, host);
  }
  host.groups.add(group.name);
  group.hosts.add(name);
  return host;
}

/** Sets a variable of a host. As in Ansible, it becomes one of the group where a group has the host's name. */
export function setHostVariable(
  tree: Tree,
  host: RawHost,
  name: string,
  variable: Variable,
  problems: ProblemList,
): void {
  const group = tree.groups.get(host.name);
  if (group === undefined) host.fileVars.set(name, variable);
  else setGroupVariable(group, name, variable, problems);
}

/** What Ansible does last: groups without a parent go under `all`, hosts without a group into `ungrouped`. */
export function completeTree(tree: Tree): void {
  for (const group of tree.groups.values()) {
    if (group.name !== 'all' && group.parents.size === 0) addChild(tree, 'all', group.name, group.spot);
  }
  const ungrouped = ensureGroup(tree, 'ungrouped', undefined);
  for (const host of tree.hosts.values()) {
    const grouped = [...host.groups].some((name) => name !== 'all' && name !== 'ungrouped');
    if (grouped) {
      ungrouped.hosts.delete(host.name);
      host.groups.delete('ungrouped');
    } else {
      ungrouped.hosts.add(host.name);
      host.groups.add('ungrouped');
    }
  }
}

/** Sets a variable of a group; `ansible_group_priority` is no variable but says how the group is merged. */
export function setGroupVariable(
  group: RawGroup,
  name: string,
  variable: Variable,
  problems: ProblemList,
): void {
  if (name !== 'ansible_group_priority') {
    group.fileVars.set(name, variable);
    return;
  }
  const value = Number(variable.value);
  if (Number.isInteger(value)) group.priority = value;
  else {
    problems.add(variable.spot, {
      name: 'wrong-type',
      summary: 'ansible_group_priority must be a whole number',
      detail: `It is ${kindOf(variable.value)}.`,
      fix: 'Write a whole number; the default is 1, a higher one wins among groups of one level.',
    });
  }
}
