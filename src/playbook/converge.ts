import type { HostSession } from '../engine/host-session.ts';
import { changesOf, type Desired, type HostPlan } from '../engine/plan.ts';
import type { Host } from '../inventory/types.ts';
import type { Resource } from '../resources/resource.ts';
import type { ConvergePlay, HostContext } from './api.ts';
import { playHosts } from './check-request.ts';
import { clusterFacts } from './cluster-facts.ts';
import { type ClusterState, stateProblem } from './cluster-state.ts';
import { effectOf } from './effect.ts';
import { applyHandover } from './handover.ts';
import { applyOrder, mustStandApart, type PlannedHost } from './order.ts';
import { report, tallyOf, type UnitRun } from './unit.ts';
import { allOk, factsOf, refreshStale, stateOf } from './unit-facts.ts';

/** Takes one unit through a play; false when it failed and the unit must stop. */
export async function converge(run: UnitRun, play: ConvergePlay): Promise<boolean> {
  const planned = await planPlay(run, play);
  if (planned === undefined) return false;
  const before = stateOf(run);
  for (const { host, plan } of planned) tallyOf(run, host.name).planned(plan, run.request.check);
  if (run.request.check) {
    run.effect = effectOf(run.unit.cluster, planned, before);
    return true;
  }
  if (planned.every(({ plan }) => changesOf(plan).length === 0)) return true;
  return applyPlay(run, planned, before);
}

async function planPlay(run: UnitRun, play: ConvergePlay): Promise<PlannedHost[] | undefined> {
  const inPlay = new Set(playHosts(run.request, play));
  const hosts = run.unit.hosts.filter((host) => inPlay.has(host));
  const wanted = hosts.flatMap((host) => {
    const session = run.sessions.get(host.name);
    return session === undefined ? [] : [{ host, session, desired: desiredOf(run, play, host) }];
  });
  // Every member's facts come before the first plan, because a node's plan may need its peers'.
  const gathered = await Promise.all(wanted.map(({ session, desired }) => session.gather(desired.facts)));
  if (!allOk(run, gathered)) return undefined;
  const plans = await Promise.all(wanted.map(({ session, desired }) => session.plan(desired)));
  if (!allOk(run, plans)) return undefined;
  return wanted.flatMap((each, index) => {
    const plan = plans[index];
    return plan?.ok ? [{ ...each, plan: plan.value }] : [];
  });
}

/** What all roles of a play want of a host, in their order. */
function desiredOf(run: UnitRun, play: ConvergePlay, host: Host): Desired {
  const { cluster } = run.unit;
  const member = cluster?.members.find((each) => each.host.name === host.name);
  const contexts = play.roles.map((role) => {
    const checked = role.check(host, cluster);
    if ('issues' in checked) throw new Error(`variables of ${host.name} were not checked before the run`);
    const context: HostContext = {
      host,
      vars: checked.vars,
      ...(cluster && { cluster }),
      ...(member && { member }),
    };
    return { role, context };
  });
  return {
    facts: [
      ...(cluster ? clusterFacts(cluster) : []),
      ...contexts.flatMap(({ role, context }) => role.facts(context)),
    ],
    resources: (facts) =>
      contexts.flatMap(({ role, context }) =>
        role
          .resources({ ...context, facts, factsOf: factsOf(run) })
          .map((resource) => tagged(resource, [...play.tags, role.name])),
      ),
  };
}

function tagged(resource: Resource, tags: readonly string[]): Resource {
  return { ...resource, tags: [...resource.tags, ...tags] };
}

async function applyPlay(
  run: UnitRun,
  planned: readonly PlannedHost[],
  before: ClusterState | undefined,
): Promise<boolean> {
  const apart = mustStandApart(planned, before);
  if (apart && !(await stopStandbys(run, planned, before))) return false;
  for (const { host, session, desired } of applyOrder(run.unit.cluster, planned, before, apart)) {
    if (run.deps.signal.aborted) return false;
    const plan = await freshPlan(run, host, session, desired, planned);
    if (plan === undefined || !(await applyOne(run, { host, session, desired, plan }, apart))) return false;
  }
  return true;
}

async function applyOne(run: UnitRun, planned: PlannedHost, apart: boolean): Promise<boolean> {
  if (changesOf(planned.plan).length === 0) return true;
  return allOk(run, [await applyHandover(run, planned, apart)]) && (await stillServes(run, planned.host));
}

/** The plan that was made, or a new one where an earlier node's change may have outdated its facts. */
async function freshPlan(
  run: UnitRun,
  host: Host,
  session: HostSession,
  desired: Desired,
  planned: readonly PlannedHost[],
): Promise<HostPlan | undefined> {
  if (!run.stale.has(host.name)) return planned.find((each) => each.host === host)?.plan;
  run.stale.delete(host.name);
  if (!allOk(run, [await session.refresh()])) return undefined;
  const plan = await session.plan(desired);
  return allOk(run, [plan]) && plan.ok ? plan.value : undefined;
}

/** After a node's change: never on to the next one while two hold the address. */
async function stillServes(run: UnitRun, changed: Host): Promise<boolean> {
  const { cluster } = run.unit;
  if (cluster === undefined) return true;
  for (const { name } of run.unit.hosts) if (name !== changed.name) run.stale.add(name);
  const state = stateOf(run);
  if (state === undefined || state.holders.length <= 1) return true;
  // The other node's facts may be older than the handover: ask before calling it two holders.
  if (!(await refreshStale(run))) return false;
  const now = stateOf(run);
  const problem = now && now.holders.length > 1 ? stateProblem(cluster, now) : undefined;
  if (problem === undefined) return true;
  report(run, problem);
  return false;
}

/** Stops the standbys, so that the holder can change what old and new nodes disagree about. */
async function stopStandbys(
  run: UnitRun,
  planned: readonly PlannedHost[],
  before: ClusterState | undefined,
): Promise<boolean> {
  const standbys = planned.filter(({ host }) => !before?.holders.includes(host.name));
  const stopped = await Promise.all(
    standbys.map(({ session }) => session.run('stop while the holder changes', 'systemctl stop keepalived')),
  );
  for (const { host } of standbys) run.stale.add(host.name);
  return allOk(run, stopped);
}
