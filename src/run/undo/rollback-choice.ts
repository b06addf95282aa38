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

/**
 * The runs to undo to come back to the last proved state: all at the top that are not proved, or where the
 * newest is proved, that one. A settled run was cut off, and belongs to the next newer one, which finished
 * it. Never so far that a machine would be without keepalived: to take a cluster away is another command.
 */
export function chooseRollback(histories: readonly HostHistory[]): RollbackChoice {
  const records = histories.flatMap((history) => history.records).filter(({ ending }) => ending !== 'undone');
  const runs = [...new Set(records.map(({ run }) => run))].sort().reverse();
  const [newest, ...older] = runs;
  if (newest === undefined) return { refused: 'nothing' };
  const of = (run: string) => records.filter((record) => record.run === run);
  const all = (run: string, ending: JournalRecord['ending']) =>
    of(run).every((record) => record.ending === ending);
  const proved = all(newest, 'proved');
  const end = older.findIndex((run) => (proved ? !all(run, 'settled') : all(run, 'proved')));
  const chosen = [newest, ...(end === -1 ? older : older.slice(0, end))];
  const bare = chosen.findIndex((run) => of(run).some(({ before }) => before.keepalived === ''));
  const kept = bare === -1 ? chosen : chosen.slice(0, bare);
  return kept.length === 0 ? { refused: 'bare' } : { runs: kept };
}
