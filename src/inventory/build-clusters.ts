import { withInstances } from '../havip/cluster/together.ts';
import { checkClusters } from '../havip/settings/cluster-rules.ts';
import { type ClusterDraft, draftCluster, finishCluster } from '../havip/settings/clusters.ts';
import type { PlacedHost } from '../havip/settings/members.ts';
import { checkSyncGroups } from '../havip/settings/sync-group-rules.ts';
import type { ProblemList } from './problem-list.ts';
import type { Variable } from './sources/source.ts';
import { type Merger, ownVariables } from './tree/merge.ts';
import type { RawGroup, Tree } from './tree/tree.ts';
import type { Inventory, Variables } from './types.ts';

/** What clusters are built from. */
export interface Building {
  readonly tree: Tree;
  readonly merger: Merger;
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
  const members = membersOf(new Set(groups.map(({ group }) => group.name)), building);
  const drafts = groups.map(({ group, variable }): ClusterDraft => {
    const own = members.get(group.name) ?? [];
    // What nobody is a member of would be nobody's problem.
    const list = own.length === 0 ? problems : problems.within(own.map(({ raw }) => raw.name));
    return draftCluster(group, variable, own, homeDirectory, list);
  });
  checkClusters({ drafts, hosts, problems });
  const finished = drafts.flatMap((draft) => {
    const cluster = finishCluster(draft, hosts, homeDirectory);
    return cluster === undefined ? [] : [{ draft, cluster }];
  });
  checkSyncGroups(finished);
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

/** Hosts of some groups, those of their children included, in the file's order. */
function membersOf(wanted: ReadonlySet<string>, { merger, hosts }: Building): Map<string, PlacedHost[]> {
  const members = new Map([...wanted].map((name): [string, PlacedHost[]] => [name, []]));
  if (wanted.size === 0) return members;
  for (const host of hosts.values()) {
    members.get('all')?.push(host);
    for (const { name } of merger.groupsOf(host.raw)) members.get(name)?.push(host);
  }
  return members;
}
