import type { HostPlan } from '../../engine/plan.ts';
import { changesOf } from '../../engine/plan.ts';
import type { Resource } from '../../resources/resource.ts';

/** What a person says to a step: to it alone, or to it and all that follow. */
export type StepAnswer = 'yes' | 'no' | 'all';

/** Why a step was left out. */
export const NOT_WANTED = 'not wanted (--step)';

/** `--step`: a person is asked before each change, and what is not wanted is left out of the plan. */
export class StepByStep {
  readonly #ask: (question: string) => Promise<StepAnswer>;
  readonly #wanted = new Map<string, boolean>();
  /** One question at a time, whichever host it is about, and none after "all". */
  #last: Promise<unknown> = Promise.resolve();
  #all = false;

  constructor(ask: (question: string) => Promise<StepAnswer>) {
    this.#ask = ask;
  }

  /** The same steps; once one is not wanted, it does nothing. */
  steps(host: string, resources: readonly Resource[]): Resource[] {
    return resources.map((resource) => ({
      ...resource,
      plan: (context) =>
        this.#wanted.get(keyOf(host, resource.id)) === false
          ? { state: 'skipped', reason: NOT_WANTED }
          : resource.plan(context),
    }));
  }

  /** Asks for every change of a plan that was not asked for yet; whether the plan has to be made anew. */
  async settle(host: string, plan: HostPlan): Promise<boolean> {
    for (const { resource, change } of changesOf(plan)) {
      const wanted = await this.#isWanted(
        keyOf(host, resource.id),
        `${host}: ${resource.name} (${change.reason})?`,
      );
      // What it would have asked of others is not due any more.
      if (!wanted) return true;
    }
    return false;
  }

  /** Asks for something that is done as a whole. */
  allows(what: string): Promise<boolean> {
    return this.#isWanted(what, `${what}?`);
  }

  #isWanted(key: string, question: string): Promise<boolean> {
    const answer = this.#last.then(async () => {
      const before = this.#wanted.get(key);
      if (before !== undefined || this.#all) return before ?? true;
      const said = await this.#ask(question);
      if (said === 'all') this.#all = true;
      this.#wanted.set(key, said !== 'no');
      return said !== 'no';
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }
}

function keyOf(host: string, id: string): string {
  return `${host}\n${id}`;
}
