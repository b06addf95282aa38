import type { Cluster } from '../../../inventory/types.ts';
import type { PlannedHost } from '../../../run/unit/policy.ts';
import { type ClusterState, unserved } from '../state/cluster-state.ts';

/**
 * One node after the other, as the takeover says. Without one, the standbys come first, the holder last, so
 * that an error meets a node that serves nobody; where nobody holds the address yet, the primary comes first,
 * so that it comes up where it belongs and not on a secondary that would have to hand it over. Where it is on a machine
 * without a keepalived, that one comes first: any other would take it beside that.
 */
export function applyOrder(
  cluster: Cluster | undefined,
  planned: readonly PlannedHost[],
  before: ClusterState | undefined,
  sequence: readonly string[] = [],
): PlannedHost[] {
  if (cluster === undefined || before === undefined) return [...planned];
  const primaryFirst = cluster.members.map(({ host }) => host.name);
  const left = unserved(before);
  const rank = ({ host }: PlannedHost): number => {
    if (sequence.includes(host.name)) return sequence.indexOf(host.name);
    const place = primaryFirst.indexOf(host.name);
    if (left.length > 0) return (left.includes(host.name) ? 0 : primaryFirst.length) + place;
    if (before.holders.length === 0) return place;
    const holds = before.holders.includes(host.name);
    return (holds ? primaryFirst.length : 0) - place;
  };
  return [...planned].sort((a, b) => rank(a) - rank(b));
}
