import { holdStopped } from '../../resources/services/service-held.ts';
import { undoHost } from '../../run/undo/undo-host.ts';
import type { UndoneHost, UndoTarget } from '../../run/unit/policy.ts';
import { refreshStale } from '../../run/unit/unit-facts.ts';
import { stateOf } from '../cluster/state/cluster-state.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { handToStayer } from './hand-to-stayer.ts';
import { orderIn, type Place, roundsOf } from './undo-rounds.ts';

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
  const rounds = roundsOf(run, targets);
  if (rounds.length < 2) return undoTogether(run, targets, why, aroundHolder);
  const undone: UndoneHost[] = [];
  for (const round of rounds) {
    const done = await undoTogether(run, round, why, aroundHolder);
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

/** What became of a machine in all runs that were come to. */
function inAll(target: UndoTarget, parts: readonly UndoneHost[]): UndoneHost {
  const problem = parts.find((part) => part.problem !== undefined)?.problem;
  const reports = parts.flatMap(({ report }) => report ?? []);
  const back = parts.flatMap((part) => (part.report?.complete === true ? part.target.folders : []));
  const left = target.folders.filter((folder) => !back.includes(folder));
  if (reports.length === 0) return { target, left, ...(problem && { problem }) };
  const report = {
    steps: reports.flatMap(({ steps }) => steps),
    complete: left.length === 0,
    said: reports
      .map(({ said }) => said)
      .join('\n')
      .trim(),
  };
  return { target, left, report, ...(problem && { problem }) };
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
  if (!seen) return targets.map((target) => ({ target }));
  const found = run.together.map(stateOf);
  const states = why === 'asked' ? await handToStayer(run, targets, found) : found;
  const { apart, first, others } = orderIn(run, targets, states);
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
      target.session.run('stop while the holder goes back', `(\n${holdStopped('keepalived')}\n) || true`),
    ),
  );
}
