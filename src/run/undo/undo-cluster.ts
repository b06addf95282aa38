import type { Problem } from '../../core/problem.ts';
import type { UndoReport } from '../../engine/journal/undo.ts';
import { type UndoPlace, undoneApart, undoOrder } from '../../havip/cluster/undo-order.ts';
import type { UnitRun } from '../unit.ts';
import { refreshStale, stateOf } from '../unit-facts.ts';
import { openJournals, type UndoTarget } from './undo-targets.ts';

/** What became of one machine in an undo; neither report nor problem where it was not begun. */
export interface UndoneHost {
  readonly target: UndoTarget;
  readonly report?: UndoReport;
  readonly problem?: Problem;
}

type Place = UndoPlace & { readonly target: UndoTarget };

/** Around the undo of the machine that holds the address; the default is to do it. */
export type AroundHolder = (target: UndoTarget, undo: () => Promise<boolean>) => Promise<boolean>;

/**
 * Undoes journals of a cluster's machines, one machine after the other and the holder last, and stops at the
 * first that does not come back: the next one may be the only one that serves.
 */
export async function undoCluster(
  run: UnitRun,
  targets: readonly UndoTarget[],
  aroundHolder: AroundHolder = (_target, undo) => undo(),
): Promise<UndoneHost[]> {
  run.undone = true;
  for (const { name } of run.unit.hosts) run.stale.add(name);
  const seen = await refreshStale(run);
  const state = stateOf(run);
  if (!seen || state === undefined) return targets.map((target) => ({ target }));
  const places = targets.map((target): Place => {
    const journals = openJournals(run, target.host).filter(({ folder }) => target.folders.includes(folder));
    return { host: target.host.name, journals, target };
  });
  const apart = undoneApart(places);
  const [first, ...others] = undoOrder(places, state, apart);
  if (first === undefined) return [];
  const done = new Map<UndoTarget, UndoneHost>();
  if (apart) await stopAll(others);
  for (const { target } of [first, ...others]) {
    const undo = async () => {
      const undone = await undoHost(run, target);
      done.set(target, undone);
      return undone.report?.complete === true;
    };
    const holds = state.holders.includes(target.host.name);
    if (!(await (holds ? aroundHolder(target, undo) : undo()))) break;
  }
  return targets.map((target) => done.get(target) ?? { target });
}

async function undoHost(run: UnitRun, target: UndoTarget): Promise<UndoneHost> {
  for (const { name } of run.unit.hosts) run.stale.add(name);
  const undone = await target.session.undo(target.folders);
  if (undone.ok) return { target, report: undone.value };
  const [problem] = undone.problems;
  return { target, ...(problem && { problem }) };
}

/** A standby with the new configuration would hold the address beside a holder with the old one. */
async function stopAll(places: readonly Place[]): Promise<void> {
  await Promise.all(
    places.map(({ target }) =>
      target.session.run('stop while the holder goes back', 'systemctl stop keepalived || true'),
    ),
  );
}
