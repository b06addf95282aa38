import type { Connection } from '../../connection/connection.ts';
import type { RunEvent } from '../../core/events/event.ts';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { OWN_CODE, type UserCode } from '../../core/user-code/user-code.ts';
import { type Fact, isAskedAtOnce } from '../../resources/fact.ts';
import { type Desired, type HostPlan, type PlanOrNeeds, planHost, type Selection } from '../plan.ts';
import type { Tally } from '../tally.ts';
import { FactStore } from './fact-store.ts';
import { type Leading, observe } from './observe.ts';

/** Observations that one plan may ask for; more means that a resource keeps asking. */
const MAX_OBSERVATIONS = 6;

export interface ReaderOptions {
  readonly connection: Connection;
  readonly tally: Tally;
  readonly selection: Selection;
  readonly onEvent: (event: RunEvent) => void;
  /** Lets only so many hosts work at once: `--forks`. */
  readonly limit: <T>(work: () => Promise<T>) => Promise<T>;
  /** Asks about a plan that could be carried out; true where it has to be made anew. */
  readonly settle?: (plan: HostPlan) => Promise<boolean>;
  /** How the code behind a plan is called; default as the program's own. */
  readonly userCode?: UserCode;
}

/** Facts that are read before others in the same round trip. */
export interface Ahead {
  readonly facts: readonly Fact<unknown>[];
  /** POSIX sh that succeeds on a machine where the others are not read now: they are when they are asked for again. */
  readonly alone?: string | undefined;
  /** They are known, and the others are still being read. */
  readonly onRead: () => void;
}

/** What is read again after a step beside which something else is read. */
export interface Again {
  /** Ids of facts that are not read again. */
  readonly kept: ReadonlySet<string>;
  /** What is read, too, where it is not known. */
  readonly also?: readonly Fact<unknown>[];
}

/** One host as far as it is looked at: its facts, and the plans that follow from them. */
export class HostReader {
  readonly connection: Connection;
  readonly tally: Tally;
  readonly #options: ReaderOptions;
  #store = new FactStore();
  /** By id, what is being read without a turn. */
  readonly #coming = new Map<string, Promise<Outcome<void>>>();

  constructor(options: ReaderOptions) {
    this.connection = options.connection;
    this.tally = options.tally;
    this.#options = options;
  }

  /** The facts of the last observation. */
  get facts(): FactStore {
    return this.#store;
  }

  /** Reads those of the facts that are not known yet; what is being read without a turn is waited for. */
  async gather(facts: readonly Fact<unknown>[], ahead?: Ahead): Promise<Outcome<void>> {
    const { coming, others } = this.#missing(facts);
    const [read] = await Promise.all([this.#ask(others, ahead), ...coming]);
    // What could not be read on its way is asked once more, and then told.
    return read.ok && coming.length > 0 ? this.#ask(this.#store.missing(facts)) : read;
  }

  async #ask(missing: readonly Fact<unknown>[], ahead?: Ahead): Promise<Outcome<void>> {
    if (missing.length === 0) return success(undefined);
    this.tellActivity('reading facts');
    const [ordered, leading] = ahead === undefined ? [missing] : this.#led(missing, ahead);
    return this.limited(() => observe(this.connection, ordered, this.#store, leading));
  }

  /** Of facts that are not known: who reads them already, and those that nobody does. */
  #missing(facts: readonly Fact<unknown>[]) {
    const missing = this.#store.missing(facts);
    const coming = missing.flatMap((fact) => this.#coming.get(fact.id) ?? []);
    return { coming, others: missing.filter((fact) => !this.#coming.has(fact.id)) };
  }

  /**
   * The same without waiting for a turn among hosts, for what has to happen on several of them at once. What is
   * being read in this way already is waited for.
   */
  async gatherNow(facts: readonly Fact<unknown>[], activity: string): Promise<Outcome<void>> {
    const { coming, others } = this.#missing(facts);
    const outcomes = await Promise.all([
      ...coming,
      ...(others.length === 0 ? [] : [this.#askNow(others, activity)]),
    ]);
    return outcomes.find(({ ok }) => !ok) ?? success(undefined);
  }

  async #askNow(facts: readonly Fact<unknown>[], activity: string): Promise<Outcome<void>> {
    this.tellActivity(activity);
    const reading = observe(this.connection, facts, this.#store);
    for (const { id } of facts) this.#coming.set(id, reading);
    try {
      return await reading;
    } finally {
      for (const { id } of facts) if (this.#coming.get(id) === reading) this.#coming.delete(id);
    }
  }

  /** With those that lead at the head, unless one of them is known already: then the others are not waited for. */
  #led(
    missing: readonly Fact<unknown>[],
    { facts, alone, onRead }: Ahead,
  ): [readonly Fact<unknown>[], Leading?] {
    const lead = this.#store.missing(facts);
    if (lead.length < facts.length) return [missing];
    const ids = new Set(lead.map(({ id }) => id));
    const store = this.#store;
    const told = (outputs: readonly string[]) => {
      // What cannot be read is told when the whole answer is there.
      if (!lead.every((fact, index) => isReadable(fact, outputs[index] ?? ''))) return;
      for (const [index, fact] of lead.entries()) store.put(fact, outputs[index] ?? '');
      onRead();
    };
    const others = missing.filter(({ id }) => !ids.has(id));
    return [[...lead, ...others], { count: lead.length, alone, onRead: told }];
  }

  /**
   * Compares the machine with what is wanted; reads the facts it needs, and keeps them until a change.
   *
   * @param first the plan by what is known, where it is at hand
   */
  async plan(desired: Desired, first?: Outcome<PlanOrNeeds>): Promise<Outcome<HostPlan>> {
    const planned = await this.#planWhole(desired, first);
    const again = planned.ok && (await this.#options.settle?.(planned.value)) === true;
    return again ? this.plan(desired) : planned;
  }

  async #planWhole(desired: Desired, first?: Outcome<PlanOrNeeds>): Promise<Outcome<HostPlan>> {
    let planned = first ?? this.planNow(desired);
    for (let observations = 0; observations <= MAX_OBSERVATIONS; observations += 1) {
      if (!planned.ok) return planned;
      const { needs, plan } = planned.value;
      if (needs === undefined) return this.#unblocked(plan);
      const read = await this.gather(needs);
      if (!read.ok) return read;
      planned = this.planNow(desired);
    }
    throw new Error(`the plan for ${this.connection.host} asks for facts without end`);
  }

  /**
   * What a plan will ask for once its first facts are there, as far as that follows from nothing: the resources of
   * most plays do not depend on the machine, so that all of it can be read in one round trip.
   */
  foreseen(desired: Desired): readonly Fact<unknown>[] {
    const planned = this.planNow({ ...desired, facts: [] });
    // What is wrong is told by the plan itself.
    return planned.ok ? (planned.value.needs ?? []).filter(isAskedAtOnce) : [];
  }

  /** The plan by what is known now, or what it asks for. */
  planNow(desired: Desired): Outcome<PlanOrNeeds> {
    const { userCode = OWN_CODE, selection } = this.#options;
    const { host } = this.connection;
    const { origin = { what: 'the playbook' } } = desired;
    const planned = userCode.attempt(origin, () => planHost(desired, this.#store, selection));
    return planned.ok ? planned : failure(...planned.problems.map((problem) => ({ ...problem, host })));
  }

  /** Reads all known facts again, in one round trip. */
  async refresh(): Promise<Outcome<void>> {
    return this.gather(this.#startOver());
  }

  /**
   * Reads all known facts again after a step that answers as a fact does, in one round trip.
   *
   * @param onAnswer told what the step has answered while the facts are still being read
   * @param again what else is known; what is on its way is not void then
   */
  async refreshAfter<T>(step: Fact<T>, onAnswer?: (answer: T) => void, again?: Again): Promise<Outcome<T>> {
    const facts = [step, ...(again === undefined ? this.#startOver() : this.#forgetAllBut(again))];
    this.tellActivity('reading facts');
    const onRead = ([output = '']: readonly string[]) => {
      if (isReadable(step, output)) onAnswer?.(step.parse(output));
    };
    const read = await this.limited(() => observe(this.connection, facts, this.#store, { count: 1, onRead }));
    if (!read.ok) return read;
    const answer = this.#store.get(step);
    this.#store.forget(step);
    return success(answer);
  }

  /** Forgets what a change may have made untrue; gives it, to be read again. */
  #startOver(): Fact<unknown>[] {
    const passing = this.#store.passing();
    // What is on its way is of the machine as it was.
    this.#coming.clear();
    this.#store = this.#store.lasting();
    return passing;
  }

  #forgetAllBut({ kept, also = [] }: Again): Fact<unknown>[] {
    const again = this.#store.passing().filter(({ id }) => !kept.has(id));
    for (const fact of again) this.#store.forget(fact);
    return this.#missing([...again, ...also]).others;
  }

  protected limited<T>(work: () => Promise<T>): Promise<T> {
    return this.#options.limit(work);
  }

  protected tellActivity(activity: string): void {
    this.#options.onEvent({ type: 'host-activity', host: this.connection.host, activity });
  }

  #unblocked(plan: HostPlan): Outcome<HostPlan> {
    const problems = plan.items.flatMap(({ resource, planned }): Problem[] => {
      if (planned.state !== 'blocked') return [];
      const problem = { ...planned.problem, host: this.connection.host };
      this.tally.failed(resource.name, problem);
      return [problem];
    });
    return problems.length > 0 ? failure(...problems) : success(plan);
  }
}

/** What cannot be read is told when the whole answer is there. */
function isReadable(fact: Fact<unknown>, output: string): boolean {
  try {
    fact.parse(output);
    return true;
  } catch {
    return false;
  }
}
