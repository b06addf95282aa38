import type { ProblemList } from '../../problem-list.ts';
import {
  addChild,
  addHost,
  ensureGroup,
  type RawGroup,
  setGroupVariable,
  setHostVariable,
  type Tree,
} from '../../tree/tree.ts';
import { readHostPattern } from '../host-pattern.ts';
import type { SourceFile, Spot } from '../source.ts';

export type Mapping = Readonly<Record<string, unknown>>;

/** What a program has printed, or a TOML file says: data whose parts know no places of their own. */
export interface Data {
  readonly source: SourceFile;
  /** Where a name stands, as well as can be told. */
  readonly spotOf: (name: string) => Spot;
  readonly tree: Tree;
  readonly problems: ProblemList;
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function setVariables(data: Data, group: RawGroup, variables: Mapping): void {
  for (const [name, value] of Object.entries(variables)) {
    const spot = data.spotOf(name);
    setGroupVariable(group, name, { value, spot, keySpot: spot }, data.problems);
  }
}

export function setHostVariables(data: Data, host: string, variables: Mapping): void {
  const raw = data.tree.hosts.get(host);
  for (const [name, value] of Object.entries(variables)) {
    const spot = data.spotOf(name);
    if (raw !== undefined)
      setHostVariable(data.tree, raw, name, { value, spot, keySpot: spot }, data.problems);
  }
}

/** Adds the hosts that a TOML file names below `hosts`, with their variables. */
export function addPatterns(data: Data, group: RawGroup, hosts: Mapping): void {
  for (const [written, variables] of Object.entries(hosts)) {
    const spot = data.spotOf(written);
    const pattern = readHostPattern(written);
    if ('error' in pattern || !isMapping(variables)) {
      data.problems.add(spot, {
        name: 'host-name',
        summary: `"${written}" is no host with its variables`,
        ...('error' in pattern ? { detail: `In its range, ${pattern.error}.` } : {}),
        fix: 'Write each host as name = { variable = value }.',
      });
      continue;
    }
    for (const name of pattern.names) {
      addHost(data.tree, group, name, spot, pattern.port);
      setHostVariables(data, name, variables);
    }
  }
}

export function addChildren(data: Data, group: RawGroup, names: readonly unknown[]): void {
  for (const name of names) {
    if (typeof name !== 'string' || name === '') continue;
    const spot = data.spotOf(name);
    ensureGroup(data.tree, name, spot);
    addChild(data.tree, group.name, name, spot);
  }
}
