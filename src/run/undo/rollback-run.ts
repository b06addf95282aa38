import { areaOf } from '../../core/problem.ts';
import type { UndoneHost, UndoTarget } from '../unit/policy.ts';
import { problemsOf, report, tallyOf, type UnitRun } from '../unit/unit.ts';
import { undoFailed, undoneTexts } from './undo-report.ts';

/** Takes back what a run has changed and is not sound, and says what was undone where. */
export async function undoRun(run: UnitRun, targets: readonly UndoTarget[]): Promise<void> {
  const cause = problemsOf(run)[0];
  run.policy.activity('undoing this run’s changes');
  const undone = await run.policy.undo(targets, 'failed');
  const after = await run.policy.afterUndo(undone);
  for (const each of undone) tellHost(run, each);
  if (after?.isBack !== true) {
    report(run, undoFailed(run, undone, after));
    return;
  }
  const texts = undoneTexts(undone);
  if (texts.length === 0) return;
  const now = after.words.length === 0 ? '' : ` Now ${after.words.join('; ')}.`;
  report(run, {
    code: cause !== undefined && areaOf(cause) === 'verify' ? 'verify.rolled-back' : 'host.rolled-back',
    summary: `${run.unit.name}: what this run had changed is undone`,
    detail: `${texts.join('. ')}.${now}`,
    fix: 'Mend the cause, which is told beside this, and run again.',
  });
}

/** The undo is one more step of the host. */
export function tellHost(run: UnitRun, { target, report: undone, problem }: UndoneHost): void {
  const tally = tallyOf(run, target.host.name);
  if (problem !== undefined) tally.problem(problem);
  const names = (undone?.steps ?? []).filter(({ result }) => result === 'undone').map(({ name }) => name);
  if (names.length > 0) tally.step('undo', 'changed', `undone: ${names.join(', ')}`);
}
