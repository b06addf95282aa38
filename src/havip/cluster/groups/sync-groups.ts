import type { Cluster } from '../../../inventory/types.ts';
import type { InstanceView } from '../../../keepalived/meaning/instance.ts';
import { all } from '../../../keepalived/meaning/settings.ts';
import { membersOf } from '../../../keepalived/meaning/sync-group.ts';
import { viewOf } from '../../../keepalived/meaning/view.ts';
import type { KeepalivedConfig } from '../../../keepalived/parse/syntax.ts';
import { ourInstance } from '../../takeover/our-instance.ts';

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

/**
 * Whether a reload from one configuration to another ties instances that were not tied before. keepalived then takes the
 * group for a backup, since one of it is new or not a master, and whoever is one gives its address up until all of the
 * group may be masters; so it does in 2.2.7 and 2.3.3. That a group ends, or loses one, moves nothing. What is none of
 * these clusters counts as well, such as an instance of one that has left the inventory.
 */
export function tiesAnew(
  from: KeepalivedConfig,
  to: KeepalivedConfig,
  clusters: readonly Cluster[],
): boolean {
  const known = new Set(viewOf(from).instances.map(identify(from, clusters)));
  const tied = groupsIn(from, clusters);
  return groupsIn(to, clusters).some(
    (group) =>
      group.length > 1 &&
      group.some((each) => known.has(each)) &&
      !tied.some((before) => group.every((each) => before.includes(each))),
  );
}

function groupsIn(config: KeepalivedConfig, clusters: readonly Cluster[]): readonly (readonly string[])[] {
  const { instances } = viewOf(config);
  const nameOf = identify(config, clusters);
  return all(config.nodes, 'vrrp_sync_group').map((group) => {
    const members = membersOf(group);
    return instances.filter(({ name }) => members.includes(name)).map(nameOf);
  });
}

/** An instance is the same whatever it is called: whose cluster it serves, or else what it is bound to. */
function identify(
  config: KeepalivedConfig,
  clusters: readonly Cluster[],
): (instance: InstanceView) => string {
  const own = new Map(clusters.map((cluster) => [ourInstance(config, cluster)?.name, cluster.name]));
  return ({ name, interfaceName, routerId }) =>
    own.get(name) ?? `${interfaceName?.value ?? ''} ${routerId?.value ?? ''}`;
}
