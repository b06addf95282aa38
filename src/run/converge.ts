import type { ConvergePlay } from '../api/types.ts';
import type { Problem } from '../core/problem.ts';
import { changesOf } from '../engine/plan.ts';
import { effectOf } from '../havip/cluster/effect.ts';
import type { PlannedHost } from '../havip/cluster/order.ts';
import { misunderstoodBy } from '../havip/takeover/left-out.ts';
import { noSafeOrder } from '../havip/takeover/no-safe-order.ts';
import { takeoverOf } from '../havip/takeover/takeover.ts';
import { applyUnit } from './apply-unit.ts';
import { desiredOf } from './desired.ts';
import { clusterIsFree } from './lock/cluster-is-free.ts';
import { takeLease } from './lock/lock-cluster.ts';
import { preflight, preflightFacts } from './preflight.ts';
import { tellCutOff } from './undo/tell-cut-off.ts';
import { report, tallyOf, type UnitRun } from './unit.ts';
import { allOk, stateOf } from './unit-facts.ts';

/** Takes one unit through a play; false when it failed and the unit must stop. */
export async function converge(run: UnitRun, play: ConvergePlay): Promise<boolean> {
  const planned = await planToMake(run, play);
  tellCutOff(run, planned !== undefined && !run.request.check);
  if (planned === undefined) return false;
  const before = stateOf(run);
  const takeover = takeoverOf(run.unit.cluster, planned);
  const unsafe = takeover?.trouble && noSafeOrder(run.unit.name, takeover.trouble);
  if (unsafe !== undefined) {
    report(run, unsafe);
    return false;
  }
  for (const { host, plan } of planned) tallyOf(run, host.name).planned(plan, run.request.check);
  if (run.request.check) {
    const ends = run.request.playbook.removes === true && before !== undefined && before.holders.length > 0;
    run.effect = ends ? { kind: 'end' } : effectOf(run.unit.cluster, planned, before, takeover);
    return true;
  }
  if (isIdle(planned)) return true;
  return applyUnit(run, planned, before, takeover);
}

/** Whether there is nothing to do. */
export function isIdle(planned: readonly PlannedHost[]): boolean {
  return planned.every(({ plan }) => changesOf(plan).length === 0);
}

/** Where there is something to do, nobody else may work here, and the plan is made from what is there then. */
async function planToMake(run: UnitRun, play: ConvergePlay): Promise<PlannedHost[] | undefined> {
  const first = await planPlay(run, play, preflightFacts, () => preflight(run, play, 'refused'));
  if (first === undefined || leavesOutPeers(run, first)) return undefined;
  if (!(await preflight(run, play, isIdle(first) ? 'idle' : 'to change'))) return undefined;
  if (run.request.check || isIdle(first)) return first;
  return (await takeLease(run)) ? planPlay(run, play, () => []) : undefined;
}

/** With --limit: what the nodes must agree on cannot change on some of them only. */
function leavesOutPeers(run: UnitRun, planned: readonly PlannedHost[]): boolean {
  const missing = run.unit.cluster?.members.filter(({ host }) => !run.unit.hosts.includes(host)) ?? [];
  const { cluster } = run.unit;
  if (missing.length === 0 || cluster === undefined) return false;
  const apart = misunderstoodBy(cluster, planned);
  if (apart === undefined) return false;
  report(run, {
    code: 'host.peers-left-out',
    host: apart.host,
    summary: `${apart.host} would no longer understand ${missing.map(({ host }) => host.name).join(' and ')}`,
    detail: `The change is one that all nodes of a cluster must make together: with only some of them changed, each side would ignore the other and hold the address (${apart.why}). Nothing was changed.`,
    fix: 'Run without --limit, or with a pattern that matches the whole cluster.',
  });
  return true;
}

/**
 * The plans of a unit's hosts for one play; undefined when one cannot be made.
 *
 * @param beside facts that are read in the same round trip; default those of the preflight
 * @param refused what else is done where a machine is such that no plan fits it
 */
export async function planPlay(
  run: UnitRun,
  play: ConvergePlay,
  beside: typeof preflightFacts = preflightFacts,
  refused: () => Promise<unknown> = async () => undefined,
): Promise<PlannedHost[] | undefined> {
  const inPlay = run.inPlay.get(play);
  const hosts = run.unit.hosts.filter((host) => inPlay?.has(host));
  const wanted = hosts.flatMap((host) => {
    const session = run.sessions.get(host.name);
    return session === undefined ? [] : [{ host, session, desired: desiredOf(run, play, host) }];
  });
  // Every member's facts come before the first plan, because a node's plan may need its peers'.
  const gathered = await Promise.all(
    wanted.map(({ host, session, desired }) =>
      session.gather([...desired.facts, ...beside(run, play, host)]),
    ),
  );
  if (!allOk(run, gathered) || !(await clusterIsFree(run))) return undefined;
  const plans = await Promise.all(wanted.map(({ session, desired }) => session.plan(desired)));
  if (!allOk(run, plans)) {
    if (plans.every((plan) => plan.ok || plan.problems.every(isOfTheMachine))) await refused();
    return undefined;
  }
  return wanted.flatMap((each, index) => {
    const plan = plans[index];
    return plan?.ok ? [{ ...each, plan: plan.value }] : [];
  });
}

/** Not a mistake of the playbook's or the inventory's, nor a connection that is gone. */
function isOfTheMachine({ code }: Problem): boolean {
  return code.startsWith('host.');
}
