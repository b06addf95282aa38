import type { Problem } from '../../core/problem.ts';
import type { PlannedChange } from '../../engine/plan.ts';
import type { Action } from '../../resources/steps/action.ts';
import { detailOf, type PlanRecord, stepOf } from './plan-record.ts';

const NOT_PLANNED = 'host.not-planned';

/** Keeps a run to a plan: what is not in it is refused right before it would be sent. */
export class PlanGuard {
  readonly #plan: PlanRecord;
  /** Hosts on which a step has failed: what follows is how the playbook deals with that, which no plan foresees. */
  readonly #failed = new Set<string>();

  constructor(plan: PlanRecord) {
    this.#plan = plan;
  }

  /**
   * What speaks against changes that are about to be sent.
   * @param isFirst nothing was changed on the host yet, so that they must be those of the plan in every detail
   */
  whyNot(host: string, changes: readonly PlannedChange[], isFirst: boolean): Problem | undefined {
    if (this.#failed.has(host)) return undefined;
    const planned = this.#plan.stepsOn(host);
    const foreign = changes.map(stepOf).find(({ id, detail, follows }) => {
      const same = planned.filter((step) => step.id === id);
      if (!isFirst || follows === true) return same.length === 0;
      return !same.some((step) => step.detail === detail);
    });
    return foreign && notPlanned(host, foreign.name);
  }

  /** What speaks against an action: it must be asked for as in the plan, unless that was a guess itself. */
  whyNotAction(host: string, action: Action): Problem | undefined {
    if (this.#failed.has(host)) return undefined;
    const { id, name } = action;
    const isPlanned = this.#plan
      .stepsOn(host)
      .some((step) => step.id === id && (step.guessed === true || step.detail === detailOf(action)));
    return isPlanned ? undefined : notPlanned(host, name);
  }

  /** A step of the plan has failed: whoever catches that may do there what is not in the plan. */
  failedFor(asker: string, problems: readonly Problem[]): void {
    if (!problems.some(({ code }) => code === NOT_PLANNED)) this.#failed.add(asker);
  }

  /** The tasks of a host go on with another one. */
  goesOnAt(host: string, asker: string): void {
    if (this.#failed.has(asker)) this.#failed.add(host);
  }
}

function notPlanned(host: string, name: string): Problem {
  return {
    code: NOT_PLANNED,
    host,
    summary: `${name} is not in the plan, or was planned otherwise`,
    detail:
      'The machine was changed since the plan was made, or a step gave another result than was guessed.',
    fix: 'Look at a new plan, and carry that out.',
  };
}
