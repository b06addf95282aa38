import { type Fact, type Facts, MissingFact } from '../../resources/fact.ts';

/** The facts of one host as one observation found them; a change to the machine makes most of it void. */
export class FactStore implements Facts {
  readonly #facts = new Map<string, Fact<unknown>>();
  readonly #outputs = new Map<string, string>();
  readonly #begun = new Map<string, number | undefined>();
  readonly #values = new Map<string, unknown>();

  get<T>(fact: Fact<T>): T {
    const output = this.#outputs.get(fact.id);
    if (output === undefined) throw new MissingFact(fact);
    // Two facts of one id have one program and one parser, so the value's type is the asked fact's.
    if (!this.#values.has(fact.id)) this.#values.set(fact.id, fact.parse(output, this.#begun.get(fact.id)));
    return this.#values.get(fact.id) as T;
  }

  /** The value of a fact where it has been read; undefined otherwise, and nothing asks for it. */
  ifRead<T>(fact: Fact<T>): T | undefined {
    return this.#outputs.has(fact.id) ? this.get(fact) : undefined;
  }

  /**
   * Takes what one fact's program printed.
   * @param begunMs when that observation began on the machine, by the monotonic clock of this one
   */
  put(fact: Fact<unknown>, output: string, begunMs?: number): void {
    this.#facts.set(fact.id, fact);
    this.#begun.set(fact.id, begunMs);
    this.#outputs.set(fact.id, output);
    this.#values.delete(fact.id);
  }

  /** Lets a fact be read again. */
  forget({ id }: Fact<unknown>): void {
    this.#facts.delete(id);
    this.#outputs.delete(id);
    this.#begun.delete(id);
    this.#values.delete(id);
  }

  /** Those of the given facts that have not been read, each once. */
  missing(facts: readonly Fact<unknown>[]): Fact<unknown>[] {
    const wanted = new Map(facts.map((fact) => [fact.id, fact]));
    return [...wanted.values()].filter((fact) => !this.#outputs.has(fact.id));
  }

  /** Every fact that a change may have made untrue, to read them all again. */
  passing(): Fact<unknown>[] {
    return [...this.#facts.values()].filter(({ lasting }) => lasting !== true);
  }

  /** What still holds after a change. */
  lasting(): FactStore {
    const store = new FactStore();
    for (const [id, fact] of this.#facts)
      if (fact.lasting === true) store.put(fact, this.#outputs.get(id) ?? '', this.#begun.get(id));
    return store;
  }
}
