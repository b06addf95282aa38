import { changesOf, type HostPlan } from '../../engine/plan.ts';
import type { Cluster } from '../../inventory/types.ts';
import { viewOf } from '../../keepalived/meaning/view.ts';
import type { KeepalivedConfig } from '../../keepalived/parse/syntax.ts';
import type { Facts } from '../../resources/fact.ts';
import { networkFact } from '../../resources/network.ts';
import type { PlannedHost } from '../../run/unit/policy.ts';
import { type Speaker, speakerOf } from '../agreement/speaker.ts';
import { keepalivedAction, keepalivedUndo } from '../cluster/keepalived-action.ts';
import { CONFIG_PATH, keepalivedServiceFact } from '../cluster/state/cluster-facts.ts';
import { keepalivedVersionFact } from '../cluster/state/keepalived-version.ts';
import type { MemberChange } from '../model/change.ts';
import { configurationInForce, configurationInPlace, inPlaceFacts, readConfiguration } from './in-place.ts';
import { ourInstance } from './our-instance.ts';

/** What has to be known of a machine to say how it speaks and how it will. */
export const speakerFacts = [
  ...inPlaceFacts,
  networkFact,
  keepalivedServiceFact,
  keepalivedVersionFact,
] as const;

/**
 * How each machine speaks before and after the planned changes, in the cluster's order; undefined where that
 * cannot be told of all of them, since the plan is about something else.
 */
export function memberChanges(
  cluster: Cluster,
  planned: readonly PlannedHost[],
): readonly MemberChange[] | undefined {
  const found = cluster.members.flatMap(({ host }) => {
    const each = planned.find((candidate) => candidate.host.name === host.name);
    return each === undefined ? [] : [memberChange(cluster, each)];
  });
  return found.every((each) => each !== undefined) ? found : undefined;
}

function memberChange(cluster: Cluster, { host, session, plan }: PlannedHost): MemberChange | undefined {
  const { facts } = session;
  if (facts.missing(speakerFacts).length > 0) return undefined;
  const inPlace = configurationInPlace(facts);
  const written = writtenConfiguration(plan);
  const next = written === undefined ? inPlace : readConfiguration(written, facts);
  const release = facts.get(keepalivedVersionFact);
  const runs = facts.get(keepalivedServiceFact).active;
  const before = runs
    ? speakerIn(cluster, host.name, facts, configurationInForce(facts), release)
    : undefined;
  const after = speakerIn(cluster, host.name, facts, next, replacesProgram(plan) ? undefined : release);
  if (after === undefined) return undefined;
  const served = new Set([...cluster.havip.addresses, ...(before?.addresses ?? [])]);
  // What a killed keepalived has left behind is served by nobody, and goes before anything else is changed.
  const holds = runs && facts.get(networkFact).addresses.some(({ address }) => served.has(address));
  const undo = keepalivedUndo(plan);
  return {
    host: host.name,
    before,
    after,
    holds,
    runs,
    action: keepalivedAction(plan),
    ...(undo !== undefined && { undo }),
  };
}

/** What a plan will have written into keepalived's file; undefined where it leaves it alone. */
export function writtenConfiguration(plan: HostPlan): string | undefined {
  return changesOf(plan).find(({ resource }) => resource.id === `file:${CONFIG_PATH}`)?.change.writes;
}

function replacesProgram(plan: HostPlan): boolean {
  return changesOf(plan).some(({ resource }) => !/^(?:file|service):/.test(resource.id));
}

/** How a machine speaks for a cluster by a configuration; undefined where that has no instance of it. */
export function speakerIn(
  cluster: Cluster,
  host: string,
  facts: Facts,
  config: KeepalivedConfig | undefined,
  release: string | undefined,
): Speaker | undefined {
  const instance = config && ourInstance(config, cluster);
  if (config === undefined || instance === undefined) return undefined;
  const served = [...instance.addresses, ...instance.excluded].map(({ ip }) => ip);
  const floating = [...cluster.havip.addresses, ...served];
  const own = facts
    .get(networkFact)
    .addresses.find(
      (each) => each.interface === instance.interfaceName?.value && !floating.includes(each.address),
    );
  return speakerOf(viewOf(config), instance, { host, release, ownAddress: own?.address ?? '' });
}
