import type { JournalRecord } from '../../engine/journal/records.ts';
import { systemProcesses } from '../../engine/lease/control-process.ts';
import { standingOf } from '../../engine/lease/lease.ts';
import type { Host } from '../../inventory/types.ts';
import { leaseFact } from '../lock/lease-fact.ts';
import type { UndoTarget } from '../unit/policy.ts';
import type { UnitRun } from '../unit/unit.ts';
import { journalFact } from './history/unit-journal.ts';

/** The open journals on a machine, by the facts at hand: this run's, another's that goes on, and cut-off ones. */
export function openJournals(run: UnitRun, host: Host): readonly JournalRecord[] {
  return run.sessions.get(host.name)?.facts.ifRead(journalFact(run.unit)) ?? [];
}

/** Those that earlier runs have left open, and that no run works on. */
export function cutOffJournals(run: UnitRun, host: Host): readonly JournalRecord[] {
  const seen = run.sessions.get(host.name)?.facts.ifRead(leaseFact);
  const held = seen !== undefined && standingOf(seen, run.lease.id, systemProcesses()) === 'held';
  return openJournals(run, host).filter(
    (record) => record.run !== run.runId && !(held && record.lease === seen.lease?.id),
  );
}

/**
 * Whether a killed run has left journals behind, and is not waited for yet. A program of it may be at work on a machine
 * still, which says nothing of that in its facts: a plan counts once the lease has been taken, with which that program
 * is waited for.
 */
export function hasCutOff(run: UnitRun): boolean {
  const isLeased = run.lock.stopRenewing !== undefined;
  return !isLeased && run.unit.hosts.some((host) => cutOffJournals(run, host).length > 0);
}

/** The machines that this run has changed, or that an earlier one has left in the middle of a change. */
export function toUndo(run: UnitRun): UndoTarget[] {
  return run.unit.hosts.flatMap((host) => {
    const session = run.sessions.get(host.name);
    if (session === undefined) return [];
    const cutOff = cutOffJournals(run, host);
    const folders = [
      ...(session.begun > 0 ? [session.journal.folder] : []),
      ...cutOff.map(({ folder }) => folder),
    ];
    return folders.length === 0 ? [] : [{ host, session, folders, records: cutOff }];
  });
}
