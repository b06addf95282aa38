import { hasSwitch, preparationOf } from '../../engine/apply/preparation.ts';
import { changesOf, type PlannedChange } from '../../engine/plan.ts';
import type { Host } from '../../inventory/types.ts';
import type { PlannedHost } from './policy.ts';
import type { UnitRun } from './unit.ts';
import { allOk } from './unit-facts.ts';

/**
 * Does on all hosts of a unit at once what touches nothing that runs, so that what fails there fails before
 * anything that serves was touched, and the wait for it is one and not one a host. Gives what is left to be done,
 * host by host; undefined where it failed, which is reported, or was interrupted.
 */
export async function prepareUnit(
  run: UnitRun,
  planned: readonly PlannedHost[],
): Promise<readonly PlannedHost[] | undefined> {
  if (!isPrepared(planned)) return planned;
  const made = await Promise.all(planned.map(({ session, plan }) => session.prepare(plan)));
  const left = planned.flatMap((each, index) => {
    const plan = made[index];
    return plan?.ok ? [{ ...each, plan: plan.value }] : [];
  });
  if (allOk(run, made) && !run.deps.signal.aborted) return left;
  for (const { host, session } of planned) if (session.begun > 0) run.stale.add(host.name);
  return undefined;
}

/** By host, the changes that are prepared as a whole. */
export function preparedOf(planned: readonly PlannedHost[]): ReadonlyMap<Host, readonly PlannedChange[]> {
  if (!isPrepared(planned)) return new Map();
  return new Map(planned.map(({ host, plan, session }) => [host, preparationOf(plan, session.facts).whole]));
}

/** Alone, a host does all in one go; and where nothing that runs is touched, nothing has to wait for anything. */
function isPrepared(planned: readonly PlannedHost[]): boolean {
  return (
    planned.filter(({ plan }) => changesOf(plan).length > 0).length > 1 &&
    planned.some(({ plan, session }) => hasSwitch(plan, session.facts))
  );
}
