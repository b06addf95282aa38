import type { JournalRecord } from '../../engine/journal/records.ts';
import { timeWords } from '../lock/lock-words.ts';
import type { UnitRun } from '../unit/unit.ts';
import { cutOffJournals } from './undo-targets.ts';

/**
 * Tells of runs whose journals are still open: they were cut off.
 * @param goesOn this run finishes or undoes them; otherwise it leaves them as they are
 */
export function reportInterrupted(run: UnitRun, goesOn: boolean): void {
  const { name: unit, hosts } = run.unit;
  const found = new Map<string, string[]>();
  const records = new Map<string, JournalRecord>();
  for (const host of hosts) {
    for (const record of cutOffJournals(run, host)) {
      const last = record.steps.at(-1);
      if (last === undefined || run.lock.toldOf.has(record.run)) continue;
      records.set(record.run, record);
      const where = `${host.name} (last ${last.state}: ${last.name})`;
      found.set(record.run, [...(found.get(record.run) ?? []), where]);
    }
  }
  for (const [id, { command, by, startedAt }] of records) {
    run.lock.toldOf.add(id);
    const begun = timeWords(new Date(startedAt));
    run.deps.onEvent({
      type: 'notice',
      text: `${unit}: \`${command}\` of ${by}, begun ${begun}, was cut off on ${(found.get(id) ?? []).join(' and ')}; ${goesOn ? 'this run finishes or undoes it' : 'the next `up` finishes it'}`,
    });
  }
}
