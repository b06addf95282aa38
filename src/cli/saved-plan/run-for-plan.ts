import type { Problem } from '../../core/problem.ts';
import { exitCodeFor } from '../../core/problem.ts';
import type { Redactor } from '../../core/secret.ts';
import type { RunnerKinds } from '../../run/kinds.ts';
import type { RunDeps } from '../../run/request.ts';
import { type RunResult, runPlaybook } from '../../run/run-playbook.ts';
import { PlanRecord } from '../../run/saved-plan/plan-record.ts';
import { unwritable } from '../output/replace-file.ts';
import { type PlannedRequest, savePlan } from './saved-plan.ts';

/** A check whose plan is kept, where everything could be planned. */
export async function runForPlan(
  path: string,
  planned: PlannedRequest,
  kinds: RunnerKinds,
  deps: RunDeps,
  redactor: Redactor,
): Promise<RunResult> {
  const record = new PlanRecord();
  const result = await runPlaybook(planned.request, kinds, { ...deps, record });
  const tell = (text: string) => deps.onEvent({ type: 'notice', text });
  if (!result.ok || deps.signal.aborted) {
    tell(`no plan was written to ${path}, because not everything could be planned`);
    return result;
  }
  try {
    await savePlan(path, planned, record, result, redactor);
  } catch (error) {
    return withProblem(result, unwritable(path, error));
  }
  tell(`the plan is kept in ${path}, for --plan`);
  return result;
}

function withProblem(result: RunResult, problem: Problem): RunResult {
  const errors = [...result.errors, problem];
  return { ...result, ok: false, exitCode: exitCodeFor(errors), errors };
}
