import type { Problem } from '../../core/problem.ts';
import type { PlannedChange } from '../../engine/plan.ts';
import type { Action } from '../../resources/action.ts';
import { type PlanRecord, stepOf } from './plan-record.ts';

/** Keeps a run to a plan: what is not in it is refused right before it would be sent. */
export class PlanGuard {
  readonly #plan: PlanRecord;

  constructor(plan: PlanRecord) {
    this.#plan = plan;
  }

  /**
   * What speaks against changes that are about to be sent.
   * @param isFirst nothing was changed on the host yet, so that they must be those of the plan in every detail
   */
  whyNot(host: string, changes: readonly PlannedChange[], isFirst: boolean): Problem | undefined {
    const planned = this.#plan.stepsOf(host);
    const foreign = changes.map(stepOf).find(({ id, detail, follows }) => {
      const same = planned.filter((step) => step.id === id);
      if (!isFirst || follows === true) return same.length === 0;
      return !same.some((step) => step.detail === detail);
    });
    return foreign && notPlanned(host, foreign.name);
  }

  /** What speaks against an action. */
  whyNotAction(host: string, { id, name }: Action): Problem | undefined {
    return this.#plan.stepsOf(host).some((step) => step.id === id) ? undefined : notPlanned(host, name);
  }
}

function notPlanned(host: string, name: string): Problem {
  return {
    code: 'host.not-planned',
    host,
    summary: `${name} is not in the plan, or was planned otherwise`,
    detail:
      'The machine was changed since the plan was made, or a step gave another result than was guessed.',
    fix: 'Look at a new plan, and carry that out.',
  };
}
