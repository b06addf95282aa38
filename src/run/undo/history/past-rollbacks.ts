import { runIdOf } from '../../../engine/journal/folder.ts';
import { begunChanges, type JournalRecord, type Rollback } from '../../../engine/journal/records.ts';
import { timeWords } from '../../lock/lock-words.ts';
import type { PastChanges, PastRun } from './past-run.ts';
import { namedRun } from './run-name.ts';

interface TakenBack {
  readonly host: string;
  readonly record: JournalRecord;
}

/** A rollback, and the newest of the runs that it took back. */
export interface PastRollback {
  readonly of: string;
  readonly rollback: PastRun;
}

/** The rollbacks that people asked for, as the journals that they took back tell of them. */
export function pastRollbacks(
  hosts: readonly { readonly host: { readonly name: string }; readonly records: readonly JournalRecord[] }[],
): PastRollback[] {
  const found = new Map<string, TakenBack[]>();
  for (const { host, records } of hosts) {
    for (const record of records) {
      if (record.undoneBy === undefined) continue;
      const key = `${record.undoneBy.startedAt} ${record.undoneBy.by}`;
      found.set(key, [...(found.get(key) ?? []), { host: host.name, record }]);
    }
  }
  return [...found.values()].flatMap((of) => {
    const rollback = of[0]?.record.undoneBy;
    if (rollback === undefined) return [];
    const [newest = ''] = of
      .map(({ record }) => record.run)
      .toSorted()
      .toReversed();
    return [{ of: newest, rollback: pastRollback(rollback, of) }];
  });
}

function pastRollback({ by, startedAt }: Rollback, of: readonly TakenBack[]): PastRun {
  const names = new Set(
    of.map(({ record }) => `${namedRun(record)} of ${timeWords(new Date(record.startedAt))}`),
  );
  const changes = new Map<string, PastChanges>();
  for (const { host, record } of of) {
    const { changes: before = [] } = changes.get(host) ?? {};
    const undone = begunChanges(record).filter(({ undo }) => undo);
    changes.set(host, {
      state: stateOf([record]),
      changes: [...before, ...undone.map(({ step, what }) => ({ step, what: `undo: ${what}` }))],
    });
  }
  const at = new Date(startedAt);
  return {
    run: Number.isNaN(at.getTime()) ? startedAt : runIdOf(at),
    command: 'rollback',
    playbook: 'rollback',
    by,
    startedAt,
    state: stateOf(of.map(({ record }) => record)),
    tookBack: [...names],
    hosts: Object.fromEntries(changes),
    measured: [],
  };
}

/** One that did not come to its end left a journal open. */
function stateOf(records: readonly JournalRecord[]): 'kept' | 'open' {
  return records.every(({ ending }) => ending === 'undone') ? 'kept' : 'open';
}
