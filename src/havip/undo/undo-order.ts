import type { JournalRecord } from '../../engine/journal/records.ts';
import type { ClusterState } from '../cluster/state/cluster-state.ts';
import { wasIdle } from './after-undo.ts';

/** The step that an order takes on standbys of a holder that changes apart from them. */
export const STOP_STEP = 'stop while the holder changes';

/** As much of a machine as its place in a rollback depends on. */
export interface UndoPlace {
  readonly host: string;
  readonly journals: readonly JournalRecord[];
}

/** Whether the changes were made apart: old and new nodes would ignore each other's adverts. */
export function undoneApart(places: readonly UndoPlace[]): boolean {
  return places.some(({ journals }) =>
    journals.some(({ changes }) =>
      changes.some(({ effects }) => effects.some(({ kind }) => kind === 'stand-apart')),
    ),
  );
}

/**
 * Who goes back first: those that do not hold the address, then the holder; of two holders, the one that held
 * it before last. Where the change was made apart, the holder first, with the others stopped. Of several clusters
 * of the same machines, who holds the most goes last, and apart the one first that was not stopped. One that had the
 * address without a keepalived goes last in any case.
 */
export function undoOrder<T extends UndoPlace>(
  places: readonly T[],
  states: readonly ClusterState[],
  apart: boolean,
): T[] {
  if (states.length > 1 && apart)
    return [...places].sort((a, b) => Number(undoneApart([a])) - Number(undoneApart([b])));
  const rank = ({ host, journals }: UndoPlace): number => {
    const holds = states.filter(({ holders }) => holders.includes(host)).length * 2;
    const before = journals.at(-1);
    const held = before?.before.holds === 'yes' ? 1 : 0;
    // Its address is put back by hand, once nobody else has it.
    const last = !apart && before !== undefined && held === 1 && wasIdle(before) ? 4 * states.length : 0;
    return (holds + held + last) * (apart ? -1 : 1);
  };
  return [...places].sort((a, b) => rank(a) - rank(b));
}
