import { areaOf } from '../../core/problem.ts';
import type { ClusterState } from '../../havip/cluster/cluster-state.ts';
import { stateAsConfigured } from '../../havip/cluster/served-addresses.ts';
import { problemsOf, report, tallyOf, type UnitRun } from '../unit.ts';
import { refreshStale, sessionsOf } from '../unit-facts.ts';
import { type UndoneHost, undoCluster } from './undo-cluster.ts';
import { gatherForReport, hostStates, undoFailed, undoneTexts } from './undo-report.ts';
import type { UndoTarget } from './undo-targets.ts';

/** Takes back what a run has changed and could not prove, and says what was undone where. */
export async function undoRun(run: UnitRun, targets: readonly UndoTarget[]): Promise<void> {
  const { cluster } = run.unit;
  if (cluster === undefined) return;
  const cause = problemsOf(run)[0];
  run.deps.onEvent({
    type: 'cluster-activity',
    cluster: cluster.name,
    activity: 'undoing this run’s changes',
  });
  const undone = await undoCluster(run, targets);
  const state = await lookAfterUndo(run);
  for (const each of undone) tellHost(run, each);
  if (state === undefined || !cameBack(undone, state)) {
    report(run, undoFailed(run, undone, state));
    return;
  }
  const texts = undoneTexts(undone);
  if (texts.length === 0) return;
  report(run, {
    code: cause !== undefined && areaOf(cause) === 'verify' ? 'verify.rolled-back' : 'host.rolled-back',
    summary: `${cluster.name}: what this run had changed is undone`,
    detail: `${texts.join('. ')}. Now ${hostStates(run, state).join('; ')}.`,
    fix: 'Mend the cause, which is told beside this, and run again.',
  });
}

/** How the cluster stands after an undo. */
export async function lookAfterUndo(run: UnitRun): Promise<ClusterState | undefined> {
  for (const { name } of run.unit.hosts) run.stale.add(name);
  if (!(await refreshStale(run))) return undefined;
  await gatherForReport(run);
  return stateAsConfigured(
    run,
    new Map(sessionsOf(run).map(({ connection, facts }) => [connection.host, facts])),
  );
}

/** One machine holds the address, and every other one is ready. */
export function serves(state: ClusterState): boolean {
  return state.holders.length === 1 && state.healthy;
}

/** Whether every machine went back, and no address is on two machines or, where keepalived runs, on none. */
function cameBack(undone: readonly UndoneHost[], { holders, nodes }: ClusterState): boolean {
  if (undone.some((each) => each.report?.complete !== true)) return false;
  return holders.length === 1 || (holders.length === 0 && nodes.every(({ running }) => !running));
}

/** The undo is one more step of the host. */
export function tellHost(run: UnitRun, { target, report: undone, problem }: UndoneHost): void {
  const tally = tallyOf(run, target.host.name);
  if (problem !== undefined) tally.problem(problem);
  const names = (undone?.steps ?? []).filter(({ result }) => result === 'undone').map(({ name }) => name);
  if (names.length > 0) tally.step('undo', 'changed', `undone: ${names.join(', ')}`);
}
