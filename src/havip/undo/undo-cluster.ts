import type { UndoneHost, UndoTarget } from '../../run/policy.ts';
import { undoHost } from '../../run/undo/undo-host.ts';
import { openJournals } from '../../run/undo/undo-targets.ts';
import { refreshStale } from '../../run/unit-facts.ts';
import { stateOf } from '../cluster/cluster-state.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { type UndoPlace, undoneApart, undoOrder } from './undo-order.ts';

type Place = UndoPlace & { readonly target: UndoTarget };

/** Around the undo of the machine that holds the address, while others stand by; the default is to do it. */
export type AroundHolder = (target: UndoTarget, undo: () => Promise<boolean>) => Promise<boolean>;

/**
 * Undoes journals of a cluster's machines, one machine after the other and the holder last, and stops at the
 * first that does not come back: the next one may be the only one that serves.
 */
export async function undoCluster(
  run: ClusterRun,
  targets: readonly UndoTarget[],
  why: 'failed' | 'asked',
  aroundHolder: AroundHolder = (_target, undo) => undo(),
): Promise<UndoneHost[]> {
  for (const each of run.together) each.undone = true;
  for (const { name } of run.unit.hosts) run.stale.add(name);
  const seen = await refreshStale(run);
  const states = run.together.map(stateOf);
  if (!seen) return targets.map((target) => ({ target }));
  const places = targets.map((target): Place => {
    const open = openJournals(run, target.host).filter(({ folder }) => target.folders.includes(folder));
    return { host: target.host.name, journals: open.length > 0 ? open : target.records, target };
  });
  const apart = undoneApart(places);
  const [first, ...others] = undoOrder(places, states, apart);
  if (first === undefined) return [];
  const done = new Map<UndoTarget, UndoneHost>();
  if (apart) await stopAll(others);
  for (const { target } of [first, ...others]) {
    const undo = async () => {
      const undone = await undoHost(run, target, why);
      done.set(target, undone);
      return undone.report?.complete === true;
    };
    const holds = states.some(({ holders }) => holders.includes(target.host.name));
    // Apart, all that could take the address are stopped.
    if (!(await (holds && !apart ? aroundHolder(target, undo) : undo()))) break;
  }
  return targets.map((target) => done.get(target) ?? { target });
}

/** A standby with the new configuration would hold the address beside a holder with the old one. */
async function stopAll(places: readonly Place[]): Promise<void> {
  await Promise.all(
    places.map(({ target }) =>
      target.session.run('stop while the holder goes back', 'systemctl stop keepalived || true'),
    ),
  );
}
