import type { Problem } from '../../core/problem.ts';
import type { UndoTarget } from '../unit/policy.ts';
import { report, type UnitRun } from '../unit/unit.ts';
import { isOwnPlaybook, namedRun } from './history/run-name.ts';

/**
 * Whether the runs that were shown are to be taken back. On a terminal a person is asked. Without one, what the
 * program itself has made goes back; what people's own playbooks have made, others may use by now: that needs a
 * word, or it is reported and nothing is changed.
 */
export async function isWanted(run: UnitRun, offered: readonly UndoTarget[]): Promise<boolean> {
  const { rollbackConsent = 'given' } = run.request;
  if (rollbackConsent === 'given') return true;
  if (rollbackConsent === 'ask' && run.deps.confirm !== undefined) {
    const yes = await run.deps.confirm(`Take ${run.unit.name} back as shown?`);
    if (!yes) run.deps.onEvent({ type: 'notice', text: `${run.unit.name}: nothing was changed` });
    return yes;
  }
  const own = offered.flatMap(({ records }) => records).find(isOwnPlaybook);
  if (own === undefined) return true;
  report(run, noAnswer(run.unit.name, namedRun(own)));
  return false;
}

function noAnswer(unit: string, what: string): Problem {
  return {
    code: 'usage.no-answer',
    summary: `${unit}: rollback asks before it takes back what a playbook of yours has made, and there is no terminal to ask on`,
    detail: `What ${what} has made, such as accounts, keys or sites, may be in use by now. Nothing was changed.`,
    fix: 'Say `--yes` where nobody can answer; `--check` shows what it would do.',
  };
}
