import type { JournalRecord } from '../../engine/journal/records.ts';
import { clusterFacts } from '../../havip/cluster/cluster-facts.ts';
import { afterHandOver } from '../../havip/handover/hand-over.ts';
import type { Cluster } from '../../inventory/types.ts';
import { clusterIsFree } from '../lock/cluster-is-free.ts';
import { takeLease } from '../lock/lock-cluster.ts';
import { timeWords } from '../lock/lock-words.ts';
import { report, tallyOf, type UnitRun } from '../unit.ts';
import { allOk, sessionsOf } from '../unit-facts.ts';
import { historyFact } from './cluster-journal.ts';
import { chooseRollback } from './rollback-choice.ts';
import { lookAfterUndo, serves, tellHost } from './rollback-run.ts';
import { undoCluster } from './undo-cluster.ts';
import { undoFailed } from './undo-report.ts';
import type { UndoTarget } from './undo-targets.ts';

/** Takes a cluster back to its last proved state; false when there is none, or it did not come back. */
export async function rollBack(run: UnitRun): Promise<boolean> {
  const { cluster } = run.unit;
  if (cluster === undefined) return true;
  const facts = [...clusterFacts(cluster), historyFact(cluster)];
  const gathered = await Promise.all(sessionsOf(run).map((session) => session.gather(facts)));
  if (!allOk(run, gathered) || !(await clusterIsFree(run))) return false;
  if (!run.request.check && !(await takeLease(run))) return false;
  const chosen = choose(run, cluster);
  if (chosen === undefined) return false;
  tellChosen(run, cluster, chosen);
  if (run.request.check) return true;
  const restarts = (target: UndoTarget) =>
    chosen.some(({ target: each, records }) => each === target && records.some(restarted));
  const undone = await undoCluster(
    run,
    chosen.map(({ target }) => target),
    (target, undo) => (restarts(target) ? afterHandOver(run, target.host, undo) : undo()),
  );
  const state = await lookAfterUndo(run);
  for (const each of undone) tellHost(run, each);
  if (state !== undefined && undone.every((each) => each.report?.complete === true) && serves(state))
    return true;
  report(run, undoFailed(run, undone, state));
  return false;
}

interface Chosen {
  readonly target: UndoTarget;
  readonly records: readonly JournalRecord[];
}

function choose(run: UnitRun, cluster: Cluster): Chosen[] | undefined {
  const fact = historyFact(cluster);
  const histories = run.unit.hosts.flatMap((host) => {
    const session = run.sessions.get(host.name);
    return session === undefined ? [] : [{ host, session, records: session.facts.get(fact) }];
  });
  const choice = chooseRollback(histories.map(({ host, records }) => ({ host: host.name, records })));
  if (choice.refused !== undefined) {
    report(run, refusal(cluster, choice.refused));
    return undefined;
  }
  return histories.flatMap(({ host, session, records }) => {
    const ours = records.filter((each) => choice.runs.includes(each.run) && each.ending !== 'undone');
    const folders = ours.map(({ folder }) => folder);
    return ours.length === 0 ? [] : [{ target: { host, session, folders }, records: ours }];
  });
}

/** The runs that go, once each; with --check also every step that would. */
function tellChosen(run: UnitRun, { name }: Cluster, chosen: readonly Chosen[]): void {
  const runs = new Map(chosen.flatMap(({ records }) => records.map((each) => [each.run, each] as const)));
  for (const { command, by, startedAt, ending } of runs.values()) {
    run.deps.onEvent({
      type: 'notice',
      text: `${name}: back to before \`${command}\` of ${by}, ${timeWords(new Date(startedAt))} (${ending ?? 'open'})`,
    });
  }
  if (!run.request.check) return;
  for (const { target, records } of chosen)
    for (const { step, what } of records.flatMap(({ changes }) => changes))
      tallyOf(run, target.host.name).step(step, 'would-change', `undo: ${what}`);
}

/** Whether the run has restarted keepalived, so that the undo has to. */
function restarted({ changes }: JournalRecord): boolean {
  return changes.some(({ what }) => /^keepalived: .*\brestart\b/.test(what));
}

function refusal(cluster: Cluster, why: 'nothing' | 'bare') {
  return why === 'nothing'
    ? ({
        code: 'host.nothing-to-roll-back',
        summary: `${cluster.name}: no run is on record that could be undone`,
        detail: 'Either no run has changed these machines, or every one of them is undone already.',
        fix: '`havip-deploy history` shows which runs there were.',
      } as const)
    : ({
        code: 'host.rollback-to-bare',
        summary: `${cluster.name}: before the run on record there was no cluster`,
        detail: 'Undone, it would leave machines without keepalived, and nobody would hold the address.',
        fix: 'To take the cluster away on purpose, use `havip-deploy down`.',
      } as const);
}
