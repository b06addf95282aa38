import { groupsOf } from '../../../keepalived/meaning/sync-group.ts';
import type { DescribedCluster } from '../describe.ts';
import type { FoundMember } from '../found.ts';

/**
 * The name of the sync group that a cluster is in with others of its machines, on all of them; undefined where an
 * inventory would not take it: keepalived could not move together what wants different machines.
 */
export function syncGroupOf(
  group: readonly DescribedCluster[],
  cluster: DescribedCluster,
): string | undefined {
  const [name, ...more] = groupNames(cluster.found.members[0]);
  if (name === undefined || more.length > 0) return undefined;
  const tied = group.filter(({ found }) =>
    found.members.every((member) => groupNames(member).join() === name),
  );
  const alike = new Set(
    tied.map(({ hosts, havip: { preempt, advert_int } }) =>
      JSON.stringify([hosts.map((host) => host.name), preempt, advert_int]),
    ),
  );
  const weighted = tied.some(({ havip }) => /"weight":-?[1-9]/.test(JSON.stringify(havip)));
  if (!tied.includes(cluster) || tied.length < 2 || alike.size > 1 || weighted) return undefined;
  return /^[A-Za-z][\w-]{0,29}$/.test(name) ? name : `sync_${group.indexOf(tied[0] ?? cluster) + 1}`;
}

function groupNames({ node, instance }: FoundMember): readonly string[] {
  return groupsOf(instance.name, node.config.nodes).flatMap(({ words: [, name] }) => name?.text ?? []);
}
