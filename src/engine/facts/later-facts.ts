import type { Fact, Facts } from '../../resources/fact.ts';
import type { Planned } from '../../resources/resource.ts';

/**
 * Facts as they will be once the changes that are planned so far are made: two edits of one file are planned
 * one upon the other.
 */
export class LaterFacts {
  readonly #now: Facts;
  readonly #later = new Map<string, unknown>();

  constructor(now: Facts) {
    this.#now = now;
  }

  /** Plans with what is known by then, and notes what the planned change will leave. */
  during(plan: (facts: Facts) => Planned): Planned {
    let foreseen = false;
    const value = <T>(fact: Fact<T>, now: () => T): T => {
      if (!this.#later.has(fact.id)) return now();
      foreseen = true;
      // Who says what a fact will be says it of that fact.
      return this.#later.get(fact.id) as T;
    };
    const planned = plan({
      get: (fact) => value(fact, () => this.#now.get(fact)),
      ifRead: (fact) => value<ReturnType<typeof fact.parse> | undefined>(fact, () => this.#now.ifRead(fact)),
    });
    if (planned.state !== 'change') return planned;
    for (const { fact, value } of planned.leaves ?? []) this.#later.set(fact.id, value);
    if (!foreseen) return planned;
    // Guards are tried before the first change, and see the machine as it was.
    const { guard: _, ...unguarded } = planned;
    return unguarded;
  }
}
