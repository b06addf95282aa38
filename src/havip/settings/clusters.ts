import { dirname, resolve } from 'node:path';
import type { ProblemList } from '../../inventory/problem-list.ts';
import {
  keySpotWithin,
  placeOf,
  type Spot,
  spotInText,
  spotWithin,
  type Variable,
} from '../../inventory/sources/source.ts';
import { expandHome } from '../../inventory/target/paths.ts';
import type { RawGroup } from '../../inventory/tree/tree.ts';
import type { Cluster } from '../../inventory/types.ts';
import { withPlainScalars } from '../../inventory/values/exact-number.ts';
import { unusableSpot } from '../../inventory/variables/evaluate.ts';
import type { HavipFinding } from './havip-parse.ts';
import { parseHavip } from './havip-parse.ts';
import type { ParsedHavip } from './havip-schema.ts';
import { settle } from './havip-settle.ts';
import type { HavipSettings } from './havip-types.ts';
import { type PlacedHost, readMembers } from './members.ts';
import { weightReach } from './parts/checks/weight-reach.ts';
import { settleHooks } from './parts/hooks/hooks.ts';
import { checkHavip } from './rules/havip-rules.ts';
import { importHavipId } from './terraform-import.ts';

/** A group with `havip`, its settings checked each by itself, and its hosts. */
export interface ClusterDraft {
  readonly group: RawGroup;
  readonly variable: Variable;
  readonly settings: ParsedHavip;
  readonly hosts: readonly PlacedHost[];
  /** What is wrong with it; it matters to who uses a member. */
  readonly problems: ProblemList;
}

/** What the rules look at: all clusters and all hosts at once. */
export interface Scene {
  readonly drafts: readonly ClusterDraft[];
  readonly hosts: ReadonlyMap<string, PlacedHost>;
  readonly problems: ProblemList;
}

/** Reads what a group's `havip` says; everything wrong with it by itself is listed. */
export function draftCluster(
  group: RawGroup,
  variable: Variable,
  hosts: readonly PlacedHost[],
  homeDirectory: string,
  problems: ProblemList,
): ClusterDraft {
  const done = hosts[0]?.evaluate(variable, 'havip') ?? variable;
  if ('finding' in done) {
    problems.add(unusableSpot(variable, done), done.finding);
    return { group, variable, settings: {}, hosts, problems };
  }
  const { settings, findings } = parseHavip(withPlainScalars(done.value));
  for (const finding of [...findings, ...checkHavip(settings)]) {
    problems.add(findingSpot(variable, finding), finding);
  }
  const imported = importHavipId(settings, variable, homeDirectory, problems);
  return { group, variable, settings: imported, hosts, problems };
}

/** What is missing in a mapping is told at the mapping's name, which is where a person adds it. */
function findingSpot(
  { spot, keySpot }: Variable,
  { path, key, name, within }: HavipFinding,
): Spot | undefined {
  if (spot === undefined) return undefined;
  if (within !== undefined) return spotInText(spotWithin(spot, path), within);
  if (key !== undefined) return keySpotWithin(spot, path, key);
  if (name !== 'missing-key') return spotWithin(spot, path);
  const last = path.at(-1);
  return last === undefined ? keySpot : keySpotWithin(spot, path.slice(0, -1), String(last));
}

/** The place of one of a cluster's settings. */
export function settingSpot(
  { variable, group }: ClusterDraft,
  ...path: readonly PropertyKey[]
): Spot | undefined {
  return variable.spot === undefined ? group.spot : spotWithin(variable.spot, path);
}

/** Seen from the folder of the file that names it. */
function templatePath(
  { template }: ParsedHavip,
  { spot }: Variable,
  homeDirectory: string,
): string | undefined {
  const path = template === undefined ? undefined : expandHome(template, homeDirectory);
  return path === undefined ? undefined : resolve(dirname(spot?.source.path ?? '.'), path);
}

/** With the place of each text of keepalived's own words, for what only a machine's facts bring up. */
function withPlaces(havip: HavipSettings | undefined, { spot }: Variable): HavipSettings | undefined {
  if (havip === undefined || spot === undefined) return havip;
  const raw = Object.entries(havip.raw).map(([where, words]) => {
    const at = spotInText(spotWithin(spot, ['raw', where]), { line: 1, column: 1 });
    return [where, { ...words, place: placeOf(at) }] as const;
  });
  return { ...havip, raw: Object.fromEntries(raw) };
}

/** The finished cluster; undefined when there is a problem, which is then listed. */
export function finishCluster(
  draft: ClusterDraft,
  hostsByName: ReadonlyMap<string, PlacedHost>,
  homeDirectory: string,
): Cluster | undefined {
  const { group, settings, hosts, problems } = draft;
  const members = readMembers(
    {
      cluster: group.name,
      spot: draft.variable.keySpot ?? group.spot,
      ...(settings.primary !== undefined && {
        primary: { name: settings.primary, spot: settingSpot(draft, 'primary') },
      }),
    },
    hosts,
    problems,
  );
  for (const finding of members === undefined ? [] : weightReach(settings, members)) {
    problems.add(findingSpot(draft.variable, finding), finding);
  }
  const sound = withPlaces(settle(settings, homeDirectory), draft.variable);
  const hooks = settleHooks(settings, draft.variable, homeDirectory, problems);
  const template = templatePath(settings, draft.variable, homeDirectory);
  const havip = sound && { ...sound, hooks, ...(template !== undefined && { template }) };
  const name = settings.verify?.witness;
  const witness = name === undefined ? undefined : hostsByName.get(name)?.host;
  if (members === undefined || havip === undefined) return undefined;
  return { name: group.name, havip, members, ...(witness === undefined ? {} : { witness }) };
}
