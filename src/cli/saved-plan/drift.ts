import { isDeepStrictEqual } from 'node:util';
import type { Problem } from '../../core/problem.ts';
import type { PlanContent } from './plan-content.ts';

/** Something that is not as the plan has it: a host, by the problem's own account, or a cluster. */
export interface Drift {
  readonly problem: Problem;
  readonly cluster?: string;
}

/** What differs between a plan and what would be done now. */
export function driftOf(saved: PlanContent, now: PlanContent): readonly Drift[] {
  const hosts = namesOf(saved.hosts, now.hosts).flatMap((host): Drift[] => {
    const [planned, seen] = [saved.hosts[host], now.hosts[host]];
    const isSame = planned?.digest === seen?.digest && isDeepStrictEqual(planned?.steps, seen?.steps);
    if (isSame) return [];
    return [{ problem: { ...drifted(host, differing(planned, seen)), host } }];
  });
  const clusters = namesOf(saved.clusters, now.clusters).flatMap((cluster): Drift[] => {
    const said = between(saved.clusters[cluster], now.clusters[cluster]);
    return said === '' ? [] : [{ problem: drifted(`cluster ${cluster}`, said), cluster }];
  });
  return [...hosts, ...clusters];
}

function namesOf(...records: readonly object[]): readonly string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))];
}

function drifted(what: string, detail: string): Problem {
  return {
    code: 'host.drifted',
    summary: `${what} is not as it was when the plan was made`,
    detail,
    fix: 'Nothing was changed there. Make a new plan, look at it, and carry that out.',
  };
}

type HostPlan = PlanContent['hosts'][string];

function differing(planned: HostPlan | undefined, seen: HostPlan | undefined): string {
  const before = planned?.steps ?? [];
  const now = seen?.steps ?? [];
  const gone = before.filter(({ id }) => !now.some((step) => step.id === id));
  const added = now.filter(({ id }) => !before.some((step) => step.id === id));
  const changed = before.filter((step) =>
    now.some((other) => other.id === step.id && !isDeepStrictEqual(other, step)),
  );
  if (before.length > 0 && gone.length === before.length && added.length === 0)
    return 'Nothing of the plan is due any more: this or another run has done it.';
  const words = [
    ...gone.map(({ name }) => `${name} is not due any more`),
    ...added.map(({ name, reason }) => `${name} is due and was not (${reason})`),
    ...changed.map(({ name }) => `${name} would be changed otherwise`),
  ];
  return words.length > 0
    ? `${words.join('; ')}.`
    : 'The same steps would be sent another program than was planned.';
}

type ClusterPlan = PlanContent['clusters'][string];

function between(planned: ClusterPlan | undefined, seen: ClusterPlan | undefined): string {
  if (planned === undefined || seen === undefined) return 'It was not in both.';
  const disturbs = ![planned, seen].every(({ effect }) => effect === null || effect.kind === 'none');
  return [
    ...(planned.effect?.kind === seen.effect?.kind
      ? []
      : [`The change would do this to the address: ${seen.effect?.kind}, not ${planned.effect?.kind}.`]),
    ...(disturbs && planned.holder !== seen.holder
      ? [`The address is on ${seen.holder ?? 'no node'}, not on ${planned.holder ?? 'none'}.`]
      : []),
    ...(isDeepStrictEqual(planned.cloud, seen.cloud) ? [] : ['In the cloud, other steps are due.']),
  ].join(' ');
}
