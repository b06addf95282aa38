import type { Problem } from '../../../core/problem.ts';
import type { PlannedHost } from '../../../run/unit/policy.ts';
import type { ClusterRun } from '../../cluster-run.ts';
import { misunderstoodBy } from '../../takeover/left-out.ts';

/** With --limit: what the nodes must agree on cannot change on some of them only. */
export function peersLeftOut(
  { cluster, unit }: ClusterRun,
  planned: readonly PlannedHost[],
): Problem | undefined {
  const missing = cluster.members.filter(({ host }) => !unit.hosts.includes(host));
  const apart = missing.length === 0 ? undefined : misunderstoodBy(cluster, planned);
  if (apart === undefined) return undefined;
  return {
    code: 'host.peers-left-out',
    host: apart.host,
    summary: `${apart.host} would no longer understand ${missing.map(({ host }) => host.name).join(' and ')}`,
    detail: `The change is one that all nodes of a cluster must make together: with only some of them changed, each side would ignore the other and hold the address (${apart.why}). Nothing was changed.`,
    fix: 'Run without --limit, or with a pattern that matches the whole cluster.',
  };
}
