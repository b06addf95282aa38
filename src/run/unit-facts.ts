import type { Outcome } from '../core/outcome.ts';
import type { HostSession } from '../engine/host-session.ts';
import { type ClusterState, clusterState } from '../havip/cluster/cluster-state.ts';
import type { Facts } from '../resources/fact.ts';
import { problemsOf, report, type UnitRun } from './unit.ts';

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

/** The sessions with the unit's hosts, in the inventory's order; a witness has none here. */
export function sessionsOf(run: UnitRun): HostSession[] {
  return run.unit.hosts.flatMap(({ name }) => run.sessions.get(name) ?? []);
}

/** How the unit's cluster stands by the facts at hand; undefined for a host of none. */
export function stateOf(run: UnitRun): ClusterState | undefined {
  const { cluster, hosts } = run.unit;
  if (cluster === undefined) return undefined;
  const members = new Map([...factsOf(run)].filter(([name]) => hosts.some((host) => host.name === name)));
  return clusterState(cluster, members);
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
