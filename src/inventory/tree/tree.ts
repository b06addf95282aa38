import type { Spot, Variable } from '../sources/source.ts';

export type VariableMap = Map<string, Variable>;

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
  /** From `group_vars/`. */
  readonly folderVars: VariableMap;
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
  /** From `host_vars/`. */
  readonly folderVars: VariableMap;
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

export function addHost(tree: Tree, group: RawGroup, name: string, spot: Spot): RawHost {
  let host = tree.hosts.get(name);
  if (host === undefined) {
    host = { name, spot, groups: new Set(), fileVars: new Map(), folderVars: new Map() };
    tree.hosts.set(name, host);
  }
  host.groups.add(group.name);
  group.hosts.add(name);
  return host;
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
