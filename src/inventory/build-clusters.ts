import { withInstances } from '../havip/cluster/groups/together.ts';
import { type ClusterDraft, draftCluster, finishCluster } from '../havip/settings/clusters.ts';
import type { PlacedHost } from '../havip/settings/members.ts';
import { checkClusters } from '../havip/settings/rules/cluster-rules.ts';
import { checkInstanceNames } from '../havip/settings/rules/instance-names.ts';
import { checkSyncGroups } from '../havip/settings/rules/sync-group-rules.ts';
import type { ProblemList } from './problem-list.ts';
import type { Variable } from './sources/source.ts';
import { ownVariables } from './tree/merge.ts';
import type { RawGroup, Tree } from './tree/tree.ts';
import type { Inventory, Variables } from './types.ts';

/** What clusters are built from. */
export interface Building {
  readonly tree: Tree;
  readonly hosts: ReadonlyMap<string, PlacedHost>;
  readonly extraVars: Variables;
  readonly homeDirectory: string;
  readonly problems: ProblemList;
}

/** The clusters, of every group with `havip` that makes one; what keeps one from it is listed as its members' problem. */
export function buildClusters(building: Building): Pick<Inventory, 'clusters' | 'memberNames'> {
  const { tree, hosts, problems, homeDirectory } = building;
  const groups = [...tree.groups.values()].flatMap((group) => {
    const variable = havipOf(group, building.extraVars);
    return variable === undefined ? [] : [{ group, variable }];
  });
  const ranks = new Map(groups.length === 0 ? [] : [...hosts.keys()].map((name, rank) => [name, rank]));
  const drafts = groups.map(({ group, variable }): ClusterDraft => {
    const own = membersOf(group, building, ranks);
    // What nobody is a member of would be nobody's problem.
    const list = own.length === 0 ? problems : problems.within(own.map(({ raw }) => raw.name));
    return draftCluster(group, variable, own, homeDirectory, list);
  });
  checkClusters({ drafts, hosts, problems });
  const finished = drafts.flatMap((draft) => {
    const cluster = finishCluster(draft, hosts, homeDirectory);
    return cluster === undefined ? [] : [{ draft, cluster }];
  });
  checkSyncGroups(finished, drafts);
  checkInstanceNames(finished);
  return {
    clusters: withInstances(finished.map(({ cluster }) => cluster)),
    memberNames: new Set(drafts.flatMap((draft) => draft.hosts.map(({ raw }) => raw.name))),
  };
}

function havipOf(group: RawGroup, extraVars: Variables): Variable | undefined {
  const own = ownVariables(group).get('havip');
  if (own === undefined) return undefined;
  return extraVars.havip === undefined ? own : { value: extraVars.havip };
}

/** Hosts of a group, those of its children included, in the file's order, which `ranks` tells. */
function membersOf(
  { name, hosts: own, children }: RawGroup,
  { tree, hosts }: Building,
  ranks: ReadonlyMap<string, number>,
): readonly PlacedHost[] {
  if (name === 'all') return [...hosts.values()];
  const names = new Set(own);
  const below = new Set(children.keys());
  // A set that is walked takes in what is added to it on the way.
  for (const child of below) {
    const group = tree.groups.get(child);
    for (const host of group?.hosts ?? []) names.add(host);
    for (const each of group?.children.keys() ?? []) below.add(each);
  }
  return [...names]
    .sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0))
    .flatMap((host) => hosts.get(host) ?? []);
}
