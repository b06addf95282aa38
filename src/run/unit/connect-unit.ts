import { HostSession } from '../../engine/host-session.ts';
import type { Host } from '../../inventory/types.ts';
import { journalOptions } from '../undo/history/unit-journal.ts';
import { report, tallyOf, type UnitRun } from './unit.ts';

/** Opens a session with a host unless there is one; a failure is recorded and gives undefined. */
export async function sessionWith(run: UnitRun, host: Host): Promise<HostSession | undefined> {
  const known = run.sessions.get(host.name);
  if (known !== undefined) return known;
  const tally = tallyOf(run, host.name);
  run.deps.onEvent({ type: 'host-activity', host: host.name, activity: 'connecting' });
  const connected = await run.limit(() => run.deps.connect(host.target));
  if (!connected.ok) {
    for (const problem of connected.problems) report(run, { host: host.name, ...problem });
    return undefined;
  }
  const session = new HostSession({
    connection: connected.value,
    tally,
    selection: run.request.selection,
    journal: journalOptions(run),
    onEvent: run.deps.onEvent,
    limit: run.limit,
    settle: (plan) => run.choice.settle(host.name, plan),
    unplanned: (changes, isFirst) => run.deps.guard?.whyNot(host.name, changes, isFirst),
    ...(run.request.userCode && { userCode: run.request.userCode }),
  });
  run.sessions.set(host.name, session);
  return session;
}

/** Connects to every host of the unit; false when one cannot be reached, and then nothing is begun. */
export async function connectUnit(run: UnitRun): Promise<boolean> {
  const sessions = await Promise.all(run.unit.hosts.map((host) => sessionWith(run, host)));
  return sessions.every((session) => session !== undefined);
}
