import { undoScripts } from '../../run/undo/undo-report.ts';
import { openJournals } from '../../run/undo/undo-targets.ts';
import type { UndoneHost, UndoTarget } from '../../run/unit/policy.ts';
import { type ClusterState, stateOf } from '../cluster/state/cluster-state.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { type UndoPlace, undoneApart, undoOrder } from './undo-order.ts';

/** A machine with what is to be taken back on it. */
export type Place = UndoPlace & { readonly target: UndoTarget };

/**
 * What goes back together. Several runs, of which one was made apart, go back one after the other on all machines: what one
 * of them has left was understood by all of them, and what is between two of them by none.
 */
export function roundsOf(
  run: ClusterRun,
  targets: readonly UndoTarget[],
): readonly (readonly UndoTarget[])[] {
  const ids = runsOf(targets);
  if (ids.length < 2 || !undoneApart(targets.map((target) => placeOf(run, target)))) return [targets];
  return ids.map((id) => targets.flatMap((target) => partOf(target, id)));
}

/** The order of the machines in one round; `apart`: all but the first have to be stopped before. */
export function orderIn(
  run: ClusterRun,
  targets: readonly UndoTarget[],
  states: readonly ClusterState[],
): { readonly apart: boolean; readonly first: Place | undefined; readonly others: readonly Place[] } {
  const places = targets.map((target) => placeOf(run, target));
  const apart = undoneApart(places);
  const [first, ...others] = undoOrder(places, states, apart);
  return { apart, first, others };
}

/**
 * `MACHINE: COMMAND` of what an undo that has failed has left, in the order in which it would have gone itself, by the facts
 * at hand. What is said twice to be taken back is taken back once.
 */
export function undoCommands(run: ClusterRun, undone: readonly UndoneHost[]): readonly string[] {
  const open = undone.flatMap(({ target, report, left = target.folders }) => {
    const records = target.records.filter(({ folder }) => left.includes(folder));
    return report?.complete === true ? [] : [{ ...target, folders: left, records }];
  });
  const states = run.together.map(stateOf);
  return roundsOf(run, open).flatMap((round) => {
    const { apart, first, others } = orderIn(run, round, states);
    const stops = apart ? others.map(({ host }) => `${host}: systemctl stop keepalived`) : [];
    return [...stops, ...[...(first ? [first] : []), ...others].flatMap(({ target }) => undoScripts(target))];
  });
}

/** The ids of the runs that go back, the newest first. */
function runsOf(targets: readonly UndoTarget[]): readonly string[] {
  const ids = targets.flatMap(({ folders }) => folders.map(runOf));
  return [...new Set(ids)].sort().reverse();
}

function runOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('/') + 1);
}

function partOf({ folders, records, ...target }: UndoTarget, id: string): UndoTarget[] {
  const own = folders.filter((folder) => runOf(folder) === id);
  return own.length === 0
    ? []
    : [{ ...target, folders: own, records: records.filter(({ run }) => run === id) }];
}

function placeOf(run: ClusterRun, target: UndoTarget): Place {
  const open = openJournals(run, target.host).filter(({ folder }) => target.folders.includes(folder));
  return { host: target.host.name, journals: open.length > 0 ? open : target.records, target };
}
