import type { Outcome } from '../../core/outcome.ts';
import type { HostSession } from '../../engine/host-session.ts';
import type { Fact, Facts } from '../../resources/fact.ts';
import { leaseFact } from '../lock/lease-fact.ts';
import { journalFact } from '../undo/history/unit-journal.ts';
import { problemsOf, report, type UnitRun } from './unit.ts';

/** What has to be known of every host of a unit: how it stands, who works on it, and what was left undone. */
export function unitFacts({ unit, policy }: UnitRun): readonly Fact<unknown>[] {
  return [...policy.facts(), leaseFact, journalFact(unit)];
}

/** The facts at hand of every host of the unit. */
export function factsOf(run: UnitRun): ReadonlyMap<string, Facts> {
  // In the inventory's order, whoever was connected first: what is told of them must not vary.
  const names = new Set([...run.unit.hosts.map(({ name }) => name), ...run.sessions.keys()]);
  return new Map(
    [...names].flatMap((name) => {
      const session = run.sessions.get(name);
      return session === undefined ? [] : [[name, session.facts] as const];
    }),
  );
}

/** The sessions with the unit's hosts, in the inventory's order; a helper has none here. */
export function sessionsOf(run: UnitRun): HostSession[] {
  return run.unit.hosts.flatMap(({ name }) => run.sessions.get(name) ?? []);
}

/** Reads facts of all hosts of the unit; what cannot be read is reported. */
export async function gatherAll(run: UnitRun, facts: readonly Fact<unknown>[]): Promise<boolean> {
  return allOk(run, await Promise.all(sessionsOf(run).map((session) => session.gather(facts))));
}

/** Reads again what changes elsewhere may have made untrue. */
export async function refreshStale(run: UnitRun): Promise<boolean> {
  const names = [...run.stale];
  run.stale.clear();
  const sessions = names.flatMap((name) => run.sessions.get(name) ?? []);
  return allOk(run, await Promise.all(sessions.map((session) => session.refresh())));
}

/**
 * At the end of a unit that has failed: what may have changed since it was read, by its own steps or elsewhere, is
 * read once more. What cannot be read is unknown then, and not what it was.
 */
export async function lookAfterFailure(run: UnitRun): Promise<void> {
  if (problemsOf(run).length === 0) return;
  const stale = sessionsOf(run).filter(
    ({ begun, connection }) => begun > 0 || run.stale.has(connection.host),
  );
  run.stale.clear();
  await Promise.all(
    stale.map(async (session) => {
      const { host } = session.connection;
      if (!(await session.refresh()).ok)
        run.deps.onEvent({
          type: 'notice',
          host,
          text: 'could not be looked at again: its state is unknown',
        });
    }),
  );
}

/** Whether all went well; what did not is recorded. */
export function allOk(run: UnitRun, outcomes: readonly Outcome<unknown>[]): boolean {
  for (const outcome of outcomes) {
    if (!outcome.ok) for (const problem of outcome.problems) report(run, problem);
  }
  return outcomes.every(({ ok }) => ok);
}

/** Ends the connections of a unit; what was known of its machines stays. */
export async function closeSessions(run: UnitRun): Promise<void> {
  await Promise.all([...run.sessions.values()].map(({ connection }) => connection.close()));
}
