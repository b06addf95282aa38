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

/** With the names of their instances, where several are in one configuration: `VI_1` and up. */
export function withInstances(clusters: readonly Cluster[]): readonly Cluster[] {
  const named = new Map(
    together(clusters)
      .filter((group) => group.length > 1)
      .flatMap((group) => group.map((cluster, index) => [cluster, `VI_${index + 1}`] as const)),
  );
  return clusters.map((cluster) => {
    const instance = named.get(cluster);
    return instance === undefined ? cluster : { ...cluster, instance };
  });
}
