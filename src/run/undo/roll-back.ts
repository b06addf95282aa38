import type { Problem } from '../../core/problem.ts';
import { begunChanges } from '../../engine/journal/records.ts';
import { takeLease } from '../lock/lock-unit.ts';
import { timeWords } from '../lock/lock-words.ts';
import { lockIsFree } from '../lock/wait-for-lock.ts';
import type { AfterUndo, UndoneHost, UndoTarget } from '../unit/policy.ts';
import { report, tallyOf, type UnitRun } from '../unit/unit.ts';
import { gatherAll, unitFacts } from '../unit/unit-facts.ts';
import { namedRun } from './history/run-name.ts';
import { historyFact } from './history/unit-journal.ts';
import { chooseRollback } from './rollback-choice.ts';
import { isWanted } from './rollback-consent.ts';
import { tellHost } from './rollback-run.ts';
import { undoFailed } from './undo-report.ts';

/** Takes a unit back to its last sound state; false when there is none, or it did not come back. */
export async function rollBack(run: UnitRun): Promise<boolean> {
  if (!(await gatherAll(run, [...unitFacts(run), historyFact(run.unit)]))) return false;
  if (!(await lockIsFree(run))) return false;
  const offered = choose(run);
  if (offered === undefined) return false;
  tellChosen(run, offered);
  const foreseen = run.policy.foreseeUndo(offered);
  if (run.request.check) return true;
  for (const text of foreseen) run.deps.onEvent({ type: 'notice', text });
  if (!(await isWanted(run, offered)) || !(await takeLease(run))) return false;
  const chosen = choose(run);
  if (chosen === undefined) return false;
  if (!isSame(offered, chosen)) {
    report(run, changedMeanwhile(run.unit.name));
    return false;
  }
  const undone = await run.policy.undo(chosen, 'asked');
  const after = await run.policy.afterUndo(undone);
  for (const each of undone) tellHost(run, each);
  if (after?.serves === true) return true;
  report(run, notWell(run, undone, after));
  return false;
}

/** All is taken back, and yet the unit does not do its work as a whole; or the undo itself has failed. */
function notWell(run: UnitRun, undone: readonly UndoneHost[], after: AfterUndo | undefined): Problem {
  if (after?.isBack !== true || after.problem === undefined) return undoFailed(run, undone, after);
  const { problem } = after;
  return { ...problem, detail: `Every machine is as it was before the run. ${problem.detail ?? ''}` };
}

/** Another run has ended while a person was asked. */
function changedMeanwhile(unit: string): Problem {
  return {
    code: 'host.moved-on',
    summary: `${unit}: another run has ended here while this one asked`,
    detail: 'What would go back is no longer what was shown. Nothing was changed.',
    fix: 'Run it again, and look at what it shows.',
  };
}

function isSame(offered: readonly UndoTarget[], chosen: readonly UndoTarget[]): boolean {
  const folders = (targets: readonly UndoTarget[]) => targets.flatMap((target) => target.folders).join('\n');
  return folders(offered) === folders(chosen);
}

function choose(run: UnitRun): UndoTarget[] | undefined {
  const fact = historyFact(run.unit);
  const histories = run.unit.hosts.flatMap((host) => {
    const session = run.sessions.get(host.name);
    return session === undefined ? [] : [{ host, session, records: session.facts.get(fact) }];
  });
  const choice = chooseRollback(
    histories.map(({ host, records }) => ({ host: host.name, records })),
    run.policy,
  );
  if (choice.refused !== undefined) {
    report(run, refusal(run.unit.name, choice.refused));
    return undefined;
  }
  return histories.flatMap(({ host, session, records }) => {
    const ours = records.filter((each) => choice.runs.includes(each.run) && each.ending !== 'undone');
    const folders = ours.map(({ folder }) => folder);
    return ours.length === 0 ? [] : [{ host, session, folders, records: ours }];
  });
}

/** The runs that go, once each, and on each host every step that goes and every one that stays. */
function tellChosen(run: UnitRun, chosen: readonly UndoTarget[]): void {
  const { name } = run.unit;
  const tell = (text: string) => run.deps.onEvent({ type: 'notice', text });
  const runs = new Map(chosen.flatMap(({ records }) => records.map((each) => [each.run, each] as const)));
  for (const each of runs.values()) {
    const at = timeWords(new Date(each.startedAt));
    tell(`${name}: back to before ${namedRun(each)} of ${each.by}, ${at} (${each.ending ?? 'open'})`);
  }
  for (const { host, records } of chosen) {
    const begun = records.flatMap(begunChanges);
    const stays = begun.filter(({ undo }) => !undo).map(({ step }) => step);
    if (stays.length > 0) tell(`${host.name}: stays as it is, since it says no way back: ${names(stays)}`);
    if (!run.request.check) {
      const goes = begun.filter(({ undo }) => undo).map(({ step }) => step);
      if (goes.length > 0) tell(`${host.name}: is undone: ${names(goes)}`);
      continue;
    }
    for (const { step, what, undo } of begun)
      if (undo) tallyOf(run, host.name).step(step, 'would-change', `undo: ${what}`);
  }
}

function names(steps: readonly string[]): string {
  return [...new Set(steps)].join(', ');
}

function refusal(unit: string, why: 'nothing' | 'bare') {
  return why === 'nothing'
    ? ({
        code: 'host.nothing-to-roll-back',
        summary: `${unit}: no run is on record that could be undone`,
        detail: 'Either no run has changed these machines, or every one of them is undone already.',
        fix: '`havip-deploy history` shows which runs there were.',
      } as const)
    : ({
        code: 'host.rollback-to-bare',
        summary: `${unit}: before the run on record nothing here did its work`,
        detail: 'Undone, it would leave nobody who does.',
        fix: 'To take it away on purpose, use `havip-deploy down`.',
      } as const);
}
