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
 * first that does not come back: the next one may be the only one that serves. Several runs, of which one was made
 * apart, go back one after the other on all machines: what one of them has left was understood by all of them, and what
 * is between two of them by none.
 */
export async function undoCluster(
  run: ClusterRun,
  targets: readonly UndoTarget[],
  why: 'failed' | 'asked',
  aroundHolder: AroundHolder = (_target, undo) => undo(),
): Promise<UndoneHost[]> {
  const runs = runsOf(targets);
  if (runs.length < 2 || !undoneApart(targets.map((target) => placeOf(run, target))))
    return undoTogether(run, targets, why, aroundHolder);
  const undone: UndoneHost[] = [];
  for (const id of runs) {
    const ofRun = targets.flatMap((target) => partOf(target, id));
    const done = await undoTogether(run, ofRun, why, aroundHolder);
    undone.push(...done);
    if (done.some(({ report }) => report?.complete !== true)) break;
  }
  return targets.map((target) =>
    inAll(
      target,
      undone.filter((each) => each.target.host === target.host),
    ),
  );
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

/** What became of a machine in all runs that were come to. */
function inAll(target: UndoTarget, parts: readonly UndoneHost[]): UndoneHost {
  const problem = parts.find((part) => part.problem !== undefined)?.problem;
  const reports = parts.flatMap(({ report }) => report ?? []);
  if (reports.length === 0) return { target, ...(problem && { problem }) };
  const report = {
    steps: reports.flatMap(({ steps }) => steps),
    complete: reports.length === target.folders.length && reports.every(({ complete }) => complete),
    said: reports
      .map(({ said }) => said)
      .join('\n')
      .trim(),
  };
  return { target, report, ...(problem && { problem }) };
}

function placeOf(run: ClusterRun, target: UndoTarget): Place {
  const open = openJournals(run, target.host).filter(({ folder }) => target.folders.includes(folder));
  return { host: target.host.name, journals: open.length > 0 ? open : target.records, target };
}

async function undoTogether(
  run: ClusterRun,
  targets: readonly UndoTarget[],
  why: 'failed' | 'asked',
  aroundHolder: AroundHolder,
): Promise<UndoneHost[]> {
  for (const each of run.together) each.undone = true;
  for (const { name } of run.unit.hosts) run.stale.add(name);
  const seen = await refreshStale(run);
  const states = run.together.map(stateOf);
  if (!seen) return targets.map((target) => ({ target }));
  const places = targets.map((target) => placeOf(run, target));
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
