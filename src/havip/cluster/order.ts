import { changesOf } from '../../engine/plan.ts';
import type { Cluster } from '../../inventory/types.ts';
import type { PlannedHost } from '../../run/policy.ts';
import type { ClusterState } from './cluster-state.ts';

/**
 * Whether old and new nodes would ignore each other's adverts: then the standbys are stopped while the
 * holder changes, and come back with the new configuration.
 */
export function mustStandApart(planned: readonly PlannedHost[], before: ClusterState | undefined): boolean {
  if (before?.holders.length !== 1) return false;
  return planned.some(
    ({ host, plan }) =>
      before.holders.includes(host.name) && changesOf(plan).some(({ change }) => change.apart),
  );
}

/**
 * One node after the other: the standbys first, the holder last, so that an error meets a node that
 * serves nobody. Where nobody holds the address yet, the primary comes first, so that it comes up where
 * it belongs and not on a secondary that would have to hand it over.
 */
export function applyOrder(
  cluster: Cluster | undefined,
  planned: readonly PlannedHost[],
  before: ClusterState | undefined,
  apart: boolean,
): PlannedHost[] {
  if (cluster === undefined || before === undefined) return [...planned];
  const primaryFirst = cluster.members.map(({ host }) => host.name);
  const rank = ({ host }: PlannedHost): number => {
    const place = primaryFirst.indexOf(host.name);
    if (before.holders.length === 0) return place;
    const holds = before.holders.includes(host.name);
    return (holds === apart ? 0 : primaryFirst.length) - place;
  };
  return [...planned].sort((a, b) => rank(a) - rank(b));
}
