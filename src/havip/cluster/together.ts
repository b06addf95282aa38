import type { Cluster } from '../../inventory/types.ts';

/**
 * The clusters, those of the same machines together, in the inventory's order: one keepalived runs all their
 * instances, so that what is done to it is done to all of them.
 */
export function together(clusters: readonly Cluster[]): readonly (readonly [Cluster, ...Cluster[]])[] {
  const groups = new Map<string, [Cluster, ...Cluster[]]>();
  for (const cluster of clusters) {
    const key = JSON.stringify(cluster.members.map(({ host }) => host.name).sort());
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cluster]);
    else group.push(cluster);
  }
  return [...groups.values()];
}

/**
 * With the names of their instances: those that they want; where several are in one configuration, for the others
 * `VI_` and their number among the clusters, so that a name given to one of them renames none of the others, or the
 * first such name that is free.
 */
export function withInstances(clusters: readonly Cluster[]): readonly Cluster[] {
  const named = new Map(together(clusters).flatMap(namesIn));
  return clusters.map((cluster) => {
    const instance = named.get(cluster);
    return instance === undefined ? cluster : { ...cluster, instance };
  });
}

function namesIn(group: readonly Cluster[]): readonly (readonly [Cluster, string | undefined])[] {
  if (group.length === 1) return group.map((cluster) => [cluster, cluster.havip.instance] as const);
  const wanted = new Set(group.map(({ havip }) => havip.instance));
  const usual = group.map((_, index) => `VI_${index + 1}`);
  const keeps = (index: number) => !wanted.has(usual[index]);
  const free = usual.filter((name, index) => !wanted.has(name) && group[index]?.havip.instance !== undefined);
  return group.map((cluster, index) => {
    const { instance } = cluster.havip;
    return [cluster, instance ?? (keeps(index) ? usual[index] : free.shift())] as const;
  });
}
