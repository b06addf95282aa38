import type { Outcome } from '../../../core/outcome.ts';
import { success } from '../../../core/outcome.ts';
import { havipKinds } from '../../../havip/kinds.ts';
import type { HavipRequest } from '../../../havip/request.ts';
import type { RolloutPlan, RolloutUnit } from '../../../rollout/plan.ts';
import type { Unit } from '../../../run/unit/unit.ts';
import { unitsOfRequest } from '../../../run/unit/units-of-request.ts';
import { byName } from '../../../run/waves/run-waves.ts';
import { splitWaves, waveSizes } from '../../../run/waves/waves.ts';

/** The units of a request, by names that are theirs alone; the same wherever they are asked for. */
export function namedUnits(request: HavipRequest): ReadonlyMap<string, Unit> {
  return byName(unitsOfRequest(request, havipKinds(request)).units);
}

/** What a rollout of these units does. */
export function rolloutPlan(
  request: HavipRequest,
  units: ReadonlyMap<string, Unit>,
  approveWithinMs: number | undefined,
): Outcome<RolloutPlan> {
  const planned = [...units].map(([name, unit]): RolloutUnit => ({ name, group: regionOf(request, unit) }));
  const { waves } = request;
  if (waves === undefined) return success({ waves: [planned], soakMs: 0, maxFailures: null, approve: false });
  const sizes = waveSizes(waves.totals, planned.length);
  if (!sizes.ok) return sizes;
  const { soakMs, maxFailures, pause: approve, windows } = waves;
  return success({
    waves: splitWaves(planned, sizes.value),
    ...{ soakMs, maxFailures, approve },
    ...(windows && { windows }),
    ...(approveWithinMs !== undefined && { approveWithinMs }),
  });
}

/** `havip.cloud.region` of a cluster, else the variable `region` of its first host; empty without either. */
function regionOf({ inventory }: HavipRequest, { hosts: [first] }: Unit): string {
  const cluster = inventory.clusters.find(({ members }) => members.some(({ host }) => host === first));
  const region = cluster?.havip.cloud?.region ?? first?.vars.region;
  return typeof region === 'string' ? region : '';
}

/** Addresses of the clusters that units are, by unit and cluster. */
export function addressesOf(
  { inventory }: HavipRequest,
  units: ReadonlyMap<string, Unit>,
): Record<string, Record<string, string[]>> {
  const clusterOf = new Map(inventory.clusters.map((cluster) => [cluster.name, cluster]));
  return Object.fromEntries(
    [...units].map(([name, unit]) => {
      const clusters = (unit.names ?? [unit.name]).flatMap((each) => clusterOf.get(each) ?? []);
      return [name, Object.fromEntries(clusters.map(({ name: of, havip }) => [of, [...havip.addresses]]))];
    }),
  );
}
