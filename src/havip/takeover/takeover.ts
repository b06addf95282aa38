import type { Cluster } from '../../inventory/types.ts';
import type { PlannedHost } from '../../run/unit/policy.ts';
import { apartSeconds, RESIGN_SECONDS } from '../cluster/state/timing.ts';
import type { MemberChange } from '../model/change.ts';
import { chooseTakeover, type Takeover } from './choose.ts';
import { chooseForAll } from './choose-for-all.ts';
import { memberChanges } from './members.ts';

/**
 * The order for the planned changes of a cluster whose address one machine holds; undefined where nobody
 * serves it yet, or keepalived has nothing to take up.
 */
export function takeoverOf(
  cluster: Cluster | undefined,
  planned: readonly PlannedHost[],
): Takeover | undefined {
  const members = cluster && servedChanges(cluster, planned);
  return members && chooseTakeover(members);
}

function servedChanges(
  cluster: Cluster,
  planned: readonly PlannedHost[],
): readonly MemberChange[] | undefined {
  const members = memberChanges(cluster, planned);
  const [holder, ...others] = members?.filter(({ holds }) => holds) ?? [];
  if (members === undefined || holder?.before === undefined || others.length > 0) return undefined;
  return members.every(({ action }) => action === undefined) ? undefined : members;
}

/** The same for clusters of the same machines, whose order is one; those that nobody serves yet have none. */
export function takeoversOf(
  clusters: readonly Cluster[],
  planned: readonly PlannedHost[],
): ReadonlyMap<string, Takeover> {
  const [only, ...others] = clusters;
  if (others.length === 0) {
    const takeover = takeoverOf(only, planned);
    return new Map(only && takeover && [[only.name, takeover]]);
  }
  const served = clusters.flatMap((cluster) => {
    const members = servedChanges(cluster, planned);
    return members === undefined ? [] : [{ name: cluster.name, members }];
  });
  const chosen = chooseForAll(served.map(({ members }) => members));
  return new Map(
    served.flatMap(({ name }, index) => {
      const takeover = chosen[index];
      return takeover === undefined ? [] : [[name, takeover] as const];
    }),
  );
}

/** The hosts in the order of their changes. */
export function sequenceOf(takeover: Takeover | undefined): readonly string[] {
  return (takeover?.order.steps ?? []).flatMap((step) => (step.do === 'change' ? [step.host] : []));
}

/** The standbys that are stopped while the holder changes. */
export function stoppedBy(takeover: Takeover | undefined): readonly string[] {
  return (takeover?.order.steps ?? []).flatMap((step) => (step.do === 'stop' ? [step.host] : []));
}

/** Whether a standby takes the address before its holder has to start again: that is measured by itself. */
export function handsOver(takeover: Takeover | undefined): boolean {
  return (takeover?.order.steps ?? []).some((step) => step.do === 'hand-over');
}

/**
 * Seconds for which the address will be away; undefined where it neither goes away nor moves. A holder that
 * starts again while nobody stands by waits a whole master-down time.
 */
export function awaySeconds(cluster: Cluster, takeover: Takeover): number | undefined {
  const { forecast, members } = takeover;
  const holder = members.find(({ holds }) => holds);
  if (holder?.action === 'restart') return apartSeconds(cluster);
  if (forecast.awayMs === 0 && forecast.path.length < 2) return undefined;
  return RESIGN_SECONDS + forecast.awayMs / 1000;
}
