import type { Cluster } from '../../inventory/types.ts';
import { all } from '../../keepalived/settings.ts';
import { membersOf } from '../../keepalived/sync-group.ts';
import type { KeepalivedConfig } from '../../keepalived/syntax.ts';
import { ourInstance } from '../takeover/our-instance.ts';

/** Clusters of the same machines whose addresses keepalived moves together, by the name of their group. */
export type SyncGroups = ReadonlyMap<string, readonly Cluster[]>;

/** As the inventory says it. */
export function syncGroupsOf(clusters: readonly Cluster[]): SyncGroups {
  const groups = new Map<string, Cluster[]>();
  for (const cluster of clusters) {
    const name = cluster.havip.sync_group;
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), cluster]);
  }
  return groups;
}

/** As a configuration has it, whatever its instances are called; one that ties no two of the clusters is left out. */
export function syncGroupsIn(config: KeepalivedConfig, clusters: readonly Cluster[]): SyncGroups {
  const named = clusters.map((cluster) => ({ cluster, name: ourInstance(config, cluster)?.name }));
  return new Map(
    all(config.nodes, 'vrrp_sync_group').flatMap((group) => {
      const members = membersOf(group);
      const tied = named.filter(({ name }) => name !== undefined && members.includes(name));
      return tied.length < 2
        ? []
        : [[group.words[1]?.text ?? '', tied.map(({ cluster }) => cluster)] as const];
    }),
  );
}

/** Which clusters are tied to which, whatever their groups are called: equal texts mean the same. */
export function tiesOf(groups: SyncGroups): string {
  const names = [...groups.values()].map((tied) => tied.map(({ name }) => name).sort());
  return JSON.stringify(names.map((each) => each.join()).sort());
}
