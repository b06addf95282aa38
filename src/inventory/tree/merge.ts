import type { ProblemList } from '../problem-list.ts';
import type { Variable } from '../sources/source.ts';
import type { Variables } from '../types.ts';
import type { RawGroup, RawHost, Tree, VariableMap } from './tree.ts';

/** Every group's distance from `all`, by the longest way. A circle is a problem and gives undefined. */
export function groupDepths(tree: Tree, problems: ProblemList): ReadonlyMap<string, number> | undefined {
  const depths = new Map<string, number>();
  const path: string[] = [];
  let circular = false;
  const visit = (name: string, depth: number): void => {
    if ((depths.get(name) ?? -1) >= depth) return;
    depths.set(name, depth);
    path.push(name);
    for (const [child, spot] of tree.groups.get(name)?.children ?? []) {
      const start = path.indexOf(child);
      if (start < 0) visit(child, depth + 1);
      else {
        circular = true;
        problems.add(spot, {
          name: 'circular-groups',
          summary: `group "${child}" is below itself`,
          detail: `The circle: ${[...path.slice(start), child].join(' → ')}.`,
          fix: 'Remove one of these children.',
        });
      }
    }
    path.pop();
  };
  // A circle that hangs on nothing is not below `all`, so every group is a start.
  for (const name of ['all', ...tree.groups.keys()]) visit(name, depths.get(name) ?? 0);
  return circular ? undefined : depths;
}

/** Gives a host's variables and groups as Ansible merges them. */
export interface Merger {
  /** The group `all`, which every host belongs to. */
  readonly all: readonly RawGroup[];
  /** All groups of a host but `all`, least specific first. */
  groupsOf(host: RawHost): readonly RawGroup[];
  variablesOf(host: RawHost): VariableMap;
  /** One of them, without merging all. */
  variableOf(host: RawHost, name: string): Variable | undefined;
}

/**
 * Ansible's order, later wins: `all` and then the groups (by depth, priority, name) in the inventory's files;
 * `all` and then the groups in `group_vars/`, each first beside the inventory and then beside the playbook; the
 * host in the files, in `host_vars/` beside the inventory and beside the playbook; extra vars.
 */
export function createMerger(tree: Tree, depths: ReadonlyMap<string, number>, extraVars: Variables): Merger {
  const ofHosts = new Map<RawHost, readonly RawGroup[]>();
  // Hosts in the same groups share one list, and the variables that come of it.
  const groupLists = new Map<string, readonly RawGroup[]>();
  const groupVariables = new Map<readonly RawGroup[], VariableMap>();
  const extra: VariableMap = new Map(Object.entries(extraVars).map(([name, value]) => [name, { value }]));
  const all = tree.groups.get('all');

  const groupsOf = (host: RawHost): readonly RawGroup[] => {
    const known = ofHosts.get(host);
    if (known !== undefined) return known;
    const key = [...host.groups].sort().join('\n');
    let groups = groupLists.get(key);
    if (groups === undefined) {
      groups = withAncestors(tree, host.groups).sort((a, b) => compareGroups(a, b, depths));
      groupLists.set(key, groups);
    }
    ofHosts.set(host, groups);
    return groups;
  };

  const fromGroups = (groups: readonly RawGroup[]): VariableMap => {
    let merged = groupVariables.get(groups);
    if (merged === undefined) {
      merged = combine(
        all?.fileVars,
        ...groups.map((group) => group.fileVars),
        all?.folderVars,
        all?.playVars,
        ...groups.map((group) => group.folderVars),
        ...groups.map((group) => group.playVars),
      );
      groupVariables.set(groups, merged);
    }
    return merged;
  };

  let names: ReadonlySet<string> | undefined;
  const namesInGroups = (): ReadonlySet<string> => {
    names ??= new Set([...tree.groups.values()].flatMap((group) => [...ownVariables(group).keys()]));
    return names;
  };

  /** The same order backwards: of most groups, one or two variables are all that anybody asks for. */
  const inGroups = (groups: readonly RawGroup[], name: string): Variable | undefined => {
    const last = (part: 'fileVars' | 'folderVars' | 'playVars') =>
      groups.findLast((group) => group[part].has(name))?.[part].get(name);
    const inFolders = last('playVars') ?? last('folderVars') ?? all?.playVars.get(name);
    return inFolders ?? all?.folderVars.get(name) ?? last('fileVars') ?? all?.fileVars.get(name);
  };

  return {
    all: all === undefined ? [] : [all],
    groupsOf,
    variablesOf: (host) =>
      combine(fromGroups(groupsOf(host)), host.fileVars, host.folderVars, host.playVars, extra),
    variableOf: (host, name) =>
      extra.get(name) ??
      host.playVars.get(name) ??
      host.folderVars.get(name) ??
      host.fileVars.get(name) ??
      (namesInGroups().has(name) ? inGroups(groupsOf(host), name) : undefined),
  };
}

/** A group's own variables: those of the files, then those of `group_vars/`. */
export function ownVariables({ fileVars, folderVars, playVars }: RawGroup | RawHost): VariableMap {
  return combine(fileVars, folderVars, playVars);
}

/** All variables together; later maps win. */
export function combine(...maps: readonly (VariableMap | undefined)[]): VariableMap {
  const merged: VariableMap = new Map();
  for (const map of maps) for (const [name, variable] of map ?? []) merged.set(name, variable);
  return merged;
}

function withAncestors(tree: Tree, names: Iterable<string>): RawGroup[] {
  const found = new Map<string, RawGroup>();
  const visit = (name: string): void => {
    const group = tree.groups.get(name);
    if (group === undefined || name === 'all' || found.has(name)) return;
    found.set(name, group);
    group.parents.forEach(visit);
  };
  for (const name of names) visit(name);
  return [...found.values()];
}

function compareGroups(a: RawGroup, b: RawGroup, depths: ReadonlyMap<string, number>): number {
  const depth = (depths.get(a.name) ?? 0) - (depths.get(b.name) ?? 0);
  if (depth !== 0) return depth;
  if (a.priority !== b.priority) return a.priority - b.priority;
  return a.name < b.name ? -1 : 1;
}
