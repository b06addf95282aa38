import type { JournalRecord } from '../../engine/journal/records.ts';

/** The journals of one machine, the newest run first. */
export interface HostHistory {
  readonly host: string;
  readonly records: readonly JournalRecord[];
}

/** What a rollback is to undo, or why there is nothing. */
export type RollbackChoice =
  | { readonly runs: readonly string[]; readonly refused?: never }
  | { readonly refused: 'nothing' | 'bare'; readonly runs?: never };

/** What a unit's kind says of runs on record. */
export interface SoundRuns {
  /** It ended with the unit as it should be. */
  readonly isSound: (record: JournalRecord) => boolean;
  /** Before it, nothing did the unit's work on the machine. */
  readonly wasIdle: (record: JournalRecord) => boolean;
}

/**
 * The runs to undo to come back to the last sound state: all at the top that are not sound, or where the
 * newest is sound, that one. A settled run was cut off, and belongs to the next newer one, which finished
 * it. Never so far that what does the unit's work would run on none of its machines: to take that away is
 * another command. A machine that came with the change goes back to what it was.
 */
export function chooseRollback(
  histories: readonly HostHistory[],
  { isSound, wasIdle }: SoundRuns,
): RollbackChoice {
  const records = histories.flatMap((history) => history.records).filter(({ ending }) => ending !== 'undone');
  const runs = [...new Set(records.map(({ run }) => run))].sort().reverse();
  const [newest, ...older] = runs;
  if (newest === undefined) return { refused: 'nothing' };
  const of = (run: string) => records.filter((record) => record.run === run);
  const sound = (run: string) => of(run).every(isSound);
  const settled = (run: string) => of(run).every(({ ending }) => ending === 'settled');
  const end = older.findIndex((run) => (sound(newest) ? !settled(run) : sound(run)));
  const chosen = [newest, ...(end === -1 ? older : older.slice(0, end))];
  const bare = chosen.findIndex((_, index) =>
    histories.every((history) => {
      const back = beforeAll(history, chosen.slice(0, index + 1));
      return back !== undefined && wasIdle(back);
    }),
  );
  const kept = bare === -1 ? chosen : chosen.slice(0, bare);
  return kept.length === 0 ? { refused: 'bare' } : { runs: kept };
}

/**
 * The run before which a machine was as it would be without the given ones; undefined where it is as the newest left it,
 * or none has changed it.
 */
function beforeAll({ records }: HostHistory, runs: readonly string[]): JournalRecord | undefined {
  const stays = records.findIndex(({ run, ending }) => ending !== 'undone' && !runs.includes(run));
  return (stays === -1 ? records : records.slice(0, stays)).at(-1);
}
