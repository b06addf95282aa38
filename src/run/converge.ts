import type { ConvergePlay } from '../api/types.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import type { Ahead } from '../engine/facts/host-reader.ts';
import { changesOf, type PlanOrNeeds } from '../engine/plan.ts';
import type { Host } from '../inventory/types.ts';
import type { Fact } from '../resources/fact.ts';
import { desiredOf } from './desired.ts';
import { takeLease, takeLeaseBeside } from './lock/lock-unit.ts';
import { lockIsFree } from './lock/wait-for-lock.ts';
import { askedBesides, lookAhead, lookFromTheStart, preflight, preflightFacts } from './preflight.ts';
import { playTasks } from './steps/play-tasks.ts';
import { reportInterrupted } from './undo/report-interrupted.ts';
import { hasCutOff } from './undo/undo-targets.ts';
import type { PlannedHost } from './unit/policy.ts';
import { preparedOf } from './unit/prepare-unit.ts';
import { allAgree, report, tallyOf, type UnitRun } from './unit/unit.ts';
import { allOk, gatherAll, unitFacts } from './unit/unit-facts.ts';

/** Takes one unit through a play; false when it failed and the unit must stop. */
export async function converge(run: UnitRun, play: ConvergePlay): Promise<boolean> {
  return (await run.turn(() => convergeRoles(run, play))) && playTasks(run, play);
}

async function convergeRoles(run: UnitRun, play: ConvergePlay): Promise<boolean> {
  const planned = await planToMake(run, play);
  reportInterrupted(run, planned !== undefined && !run.request.check);
  if (planned === undefined) return false;
  const first = preparedOf(planned);
  for (const { host, plan } of planned)
    tallyOf(run, host.name).planned(plan, run.request.check, first.get(host));
  if (run.request.check) {
    for (const { host, plan } of planned)
      run.deps.record?.changes({ host: host.name, asker: host.name }, changesOf(plan));
    run.policy.foresee(planned);
    return true;
  }
  if (isIdle(planned)) return true;
  return run.policy.apply(planned);
}

/** By host, what is asked of it. */
type Asked = ReadonlyMap<string, readonly Fact<unknown>[]>;

/** What is done beside a plan. */
interface Besides {
  /** Where a machine is such that no plan fits it. */
  readonly refused?: () => Promise<unknown>;
  /** While a plan waits for facts that it has asked for. */
  readonly meanwhile?: () => Promise<unknown>;
  /**
   * At the same time, the lease where it may be taken already; with it, facts are read again, and those that are given
   * where they are not known. False: it failed.
   */
  readonly lease?: (also: Asked) => Promise<boolean> | undefined;
  /** What is told as soon as the first of a host's facts are there. */
  readonly ahead?: (host: Host) => Ahead | undefined;
}

/** Whether there is nothing to do. */
export function isIdle(planned: readonly PlannedHost[]): boolean {
  return planned.every(({ plan }) => changesOf(plan).length === 0);
}

/** Where there is something to do, nobody else may work here, and the plan is made from what is there then. */
async function planToMake(run: UnitRun, play: ConvergePlay): Promise<PlannedHost[] | undefined> {
  const { request, lock, deps } = run;
  // The number of an attempt has to stay on a machine, and nobody waits while a person thinks.
  const isSoon = !request.check && request.step !== true && deps.token === undefined;
  const look = lookFromTheStart(run, play, isSoon);
  const isLeased = () => lock.stopRenewing !== undefined;
  const first = await planAllowed(run, play, preflightFacts, {
    refused: () => preflight(run, play, 'refused'),
    meanwhile: () => lookAhead(run, play),
    ahead: look.ahead,
    lease: (also) =>
      isSoon && look.hasBegun() && !isLeased()
        ? takeLeaseBeside(run, askedBesides(run, play, also))
        : undefined,
  });
  if (first === undefined || !(await preflight(run, play, isIdle(first) ? 'idle' : 'to change')))
    return undefined;
  if (request.check || isLeased() || (isIdle(first) && !hasCutOff(run))) return first;
  return (await takeLease(run)) ? planAllowed(run, play, () => []) : undefined;
}

/** The plans, unless the unit's policy refuses them, which is reported. */
async function planAllowed(
  run: UnitRun,
  play: ConvergePlay,
  beside: typeof preflightFacts,
  besides: Besides = {},
): Promise<PlannedHost[] | undefined> {
  const planned = await planPlay(run, play, beside, besides);
  if (planned !== undefined && !allAgree(run, planned)) return undefined;
  const refusal = planned && run.policy.refusal(planned);
  if (refusal === undefined) return planned;
  if (run.policy.isWhole) await besides.refused?.();
  report(run, refusal);
  return undefined;
}

/**
 * The plans of a unit's hosts for one play; undefined when one cannot be made.
 *
 * @param beside facts that are read in the same round trip; default those of the preflight
 */
export async function planPlay(
  run: UnitRun,
  play: ConvergePlay,
  beside: typeof preflightFacts = preflightFacts,
  { refused, meanwhile, ahead, lease }: Besides = {},
): Promise<PlannedHost[] | undefined> {
  const inPlay = run.inPlay.get(play);
  const hosts = run.unit.hosts.filter((host) => inPlay?.has(host));
  const wanted = hosts.flatMap((host) => {
    const session = run.sessions.get(host.name);
    return session === undefined ? [] : [{ host, session, desired: desiredOf(run, play, host) }];
  });
  // Everyone's facts come before the first plan, because a plan may need its peers', and how all stand is asked
  // of hosts, too, that the play is not about.
  const asked = new Map(
    wanted.map(({ host, session, desired }) => [
      host.name,
      [
        ...desired.facts,
        ...beside(run, play, host),
        ...(run.request.foreseen?.take(play, host) ?? session.foreseen(desired)),
      ],
    ]),
  );
  const gather = async (led?: typeof ahead) =>
    allOk(
      run,
      await Promise.all(
        wanted.map(({ host, session }) => session.gather(asked.get(host.name) ?? [], led?.(host))),
      ),
    );
  if (!(await gather(ahead))) return undefined;
  // Bare machines wait for the lease with the rest, which is read once, under it.
  const isWhole = wanted.every(
    ({ host, session }) => session.facts.missing(asked.get(host.name) ?? []).length === 0,
  );
  if (!isWhole && ((await lease?.(asked)) === false || !(await gather()))) return undefined;
  if (!(await gatherAll(run, unitFacts(run)))) return undefined;
  if (!(await lockIsFree(run))) return undefined;
  const first = wanted.map(({ session, desired }) => session.planNow(desired));
  const looking = first.some(asksForChange) ? meanwhile?.() : undefined;
  const taken = first.every(asksForChange) ? lease?.(asked) : undefined;
  if (taken !== undefined) {
    // What cannot be read is asked once more by the plan, which tells of it.
    await Promise.all(wanted.map(({ session }, index) => session.gather(needsOf(first[index]))));
    if (!(await taken)) return undefined;
  }
  const plans = await Promise.all(
    wanted.map(({ session, desired }, index) =>
      session.plan(desired, taken === undefined ? first[index] : undefined),
    ),
  );
  await looking;
  if (!allOk(run, plans)) {
    if (plans.every((plan) => plan.ok || plan.problems.every(isOfTheMachine))) await refused?.();
    return undefined;
  }
  return wanted.flatMap((each, index) => {
    const plan = plans[index];
    return plan?.ok ? [{ ...each, plan: plan.value }] : [];
  });
}

function needsOf(planned: Outcome<PlanOrNeeds> | undefined): readonly Fact<unknown>[] {
  return (planned?.ok === true && planned.value.needs) || [];
}

/** Whether a plan asks for what is asked only where something is to be done. */
function asksForChange(planned: Outcome<PlanOrNeeds>): boolean {
  return needsOf(planned).some(({ forChange }) => forChange);
}

/** Not a mistake of the playbook's or the inventory's, nor a connection that is gone. */
function isOfTheMachine({ code }: Problem): boolean {
  return code.startsWith('host.');
}
