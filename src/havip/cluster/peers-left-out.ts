import type { Problem } from '../../core/problem.ts';
import { changesOf } from '../../engine/plan.ts';
import type { PlannedHost } from '../../run/policy.ts';
import type { ClusterRun } from '../cluster-run.ts';

/** With --limit: what the nodes must agree on cannot change on some of them only. */
export function peersLeftOut(
  { cluster, unit }: ClusterRun,
  planned: readonly PlannedHost[],
): Problem | undefined {
  const missing = cluster.members.filter(({ host }) => !unit.hosts.includes(host));
  const apart = planned.find(({ plan }) => changesOf(plan).some(({ change }) => change.apart));
  if (missing.length === 0 || apart === undefined) return undefined;
  return {
    code: 'host.peers-left-out',
    host: apart.host.name,
    summary: `${apart.host.name} would no longer understand ${missing.map(({ host }) => host.name).join(' and ')}`,
    detail:
      'The change is one that all nodes of a cluster must make together: with only some of them changed, each side would ignore the other and hold the address. Nothing was changed.',
    fix: 'Run without --limit, or with a pattern that matches the whole cluster.',
  };
}
