import type { Cluster } from '../../../inventory/types.ts';

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
 * With the names of their instances: those that they want, and where several are in one configuration `VI_1` and up
 * for the others, in their order.
 */
export function withInstances(clusters: readonly Cluster[]): readonly Cluster[] {
  const named = new Map(together(clusters).flatMap(namesIn));
  return clusters.map((cluster) => {
    const instance = named.get(cluster);
    return instance === undefined ? cluster : { ...cluster, instance };
  });
}

function namesIn(group: readonly Cluster[]): readonly (readonly [Cluster, string | undefined])[] {
  const wanted = new Set(group.map(({ havip }) => havip.instance));
  const free = group.map((_, index) => `VI_${index + 1}`).filter((name) => !wanted.has(name));
  const isAlone = group.length === 1;
  return group.map((cluster) => {
    const { instance } = cluster.havip;
    return [cluster, instance ?? (isAlone ? undefined : free.shift())] as const;
  });
}
