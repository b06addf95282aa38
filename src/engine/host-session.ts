import type { CommandResult, Connection } from '../connection/connection.ts';
import type { RunEvent } from '../core/event.ts';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import type { Fact } from '../resources/fact.ts';
import type { Undo } from '../resources/resource.ts';
import { apply } from './apply.ts';
import { FactStore } from './fact-store.ts';
import { fenced } from './fence.ts';
import type { JournalOptions } from './journal/preamble.ts';
import { type UndoReport, undoJournals } from './journal/undo.ts';
import { lastLines, observe } from './observe.ts';
import {
  changesOf,
  type Desired,
  type HostPlan,
  type PlannedChange,
  planHost,
  type Selection,
} from './plan.ts';
import type { Tally } from './tally.ts';

/** Observations that one plan may ask for; more means that a resource keeps asking. */
const MAX_OBSERVATIONS = 6;

/** Rounds of changes: a second one for what only the first could reveal. */
const MAX_ROUNDS = 2;

export interface SessionOptions {
  readonly connection: Connection;
  readonly tally: Tally;
  readonly selection: Selection;
  /** Where this run keeps what was there before it. */
  readonly journal: JournalOptions;
  readonly onEvent: (event: RunEvent) => void;
  /** Lets only so many hosts work at once: `--forks`. */
  readonly limit: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Something to do outside any plan, such as a stop that an order demands, that a rollback takes back. */
export interface Step {
  readonly name: string;
  /** POSIX sh under `set -eu`. */
  readonly script: string;
  readonly undo: Undo;
}

/** One host during one run: observe, plan, apply, observe again. */
export class HostSession {
  readonly connection: Connection;
  readonly tally: Tally;
  /** POSIX sh that must succeed on the machine right before each apply, or nothing is changed there. */
  fence: string | undefined;
  readonly #options: SessionOptions;
  #store = new FactStore();
  #steps = 0;
  #arm: string | undefined;

  constructor(options: SessionOptions) {
    this.connection = options.connection;
    this.tally = options.tally;
    this.#options = options;
  }

  /** The facts of the last observation. */
  get facts(): FactStore {
    return this.#store;
  }

  /** How many steps this run has begun on the machine, as far as is known: 0 where nothing was changed. */
  get begun(): number {
    return this.#steps;
  }

  /** The run's journal on the machine. */
  get journal(): JournalOptions {
    return this.#options.journal;
  }

  /** With the next change, before it: a program that has the machine undo the run by itself. */
  armNext(program: string): void {
    this.#arm = program;
  }

  /** Reads those of the facts that are not known yet. */
  async gather(facts: readonly Fact<unknown>[]): Promise<Outcome<void>> {
    const missing = this.#store.missing(facts);
    if (missing.length === 0) return success(undefined);
    this.#activity('reading facts');
    return this.#limited(() => observe(this.connection, missing, this.#store));
  }

  /** Compares the machine with what is wanted; reads the facts it needs, and keeps them until a change. */
  async plan(desired: Desired): Promise<Outcome<HostPlan>> {
    for (let observations = 0; observations <= MAX_OBSERVATIONS; observations += 1) {
      const result = planHost(desired, this.#store, this.#options.selection);
      if (result.needs === undefined) return this.#unblocked(result.plan);
      const read = await this.gather(result.needs);
      if (!read.ok) return read;
    }
    throw new Error(`the plan for ${this.connection.host} asks for facts without end`);
  }

  /** Reads all known facts again, in one round trip. */
  async refresh(): Promise<Outcome<void>> {
    const known = this.#store.known();
    this.#store = new FactStore();
    return this.gather(known);
  }

  /** Reads all known facts again after a step that answers as a fact does, in one round trip. */
  async refreshAfter<T>(step: Fact<T>): Promise<Outcome<T>> {
    const known = this.#store.known();
    this.#store = new FactStore();
    const read = await this.gather([step, ...known]);
    if (!read.ok) return read;
    const answer = this.#store.get(step);
    this.#store.forget(step);
    return success(answer);
  }

  /** Runs one program outside any plan, such as a stop that an order demands. */
  async run(activity: string, program: string): Promise<Outcome<void>> {
    const answer = await this.attempt(activity, program);
    if (!answer.ok) return answer;
    if (answer.value.exitCode === 0) return success(undefined);
    const problem: Problem = {
      code: 'host.step-failed',
      host: this.connection.host,
      summary: `${activity} failed with exit code ${answer.value.exitCode}`,
      detail: lastLines(`${answer.value.stdout}${answer.value.stderr}`) || 'It printed nothing.',
      fix: 'Mend the cause and run again.',
    };
    this.tally.failed(activity, problem);
    return failure(problem);
  }

  /** The same where the exit code is for the caller to judge, and no failure yet. */
  attempt(activity: string, program: string): Promise<Outcome<CommandResult>> {
    this.#activity(activity);
    return this.#limited(() => this.connection.run(program, { label: activity }));
  }

  /** Takes one step outside any plan, with the journal of the run. */
  async take({ name, script, undo }: Step): Promise<Outcome<void>> {
    const resource = { id: `step:${name}`, name, tags: [], facts: [], plan: () => change };
    const change = { state: 'change', reason: 'for the time of the change', script, undo } as const;
    this.#activity(name);
    return this.#make([{ resource, change }], () => undefined);
  }

  /** Takes back what runs have changed, the newest of their journals first; the facts are then void. */
  async undo(folders: readonly string[]): Promise<Outcome<UndoReport>> {
    this.#activity('undoing changes');
    return this.#limited(() => undoJournals(this.connection, folders));
  }

  /** Makes the planned changes and looks again: the plan against fresh facts must be empty. */
  async apply(desired: Desired, plan: HostPlan): Promise<Outcome<void>> {
    let current = plan;
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      const changes = changesOf(current);
      if (changes.length === 0) return success(undefined);
      const applied = await this.#applyOnce(current);
      if (!applied.ok) return applied;
      const seen = await this.refresh();
      if (!seen.ok) return seen;
      const next = await this.plan(desired);
      if (!next.ok) return next;
      const before = new Set(changes.map(({ resource }) => resource.id));
      const stubborn = changesOf(next.value).find(({ resource }) => before.has(resource.id));
      if (stubborn !== undefined) return this.#notConverged(stubborn.resource.name, stubborn.change.reason);
      current = next.value;
    }
    const left = changesOf(current)[0];
    return left === undefined
      ? success(undefined)
      : this.#notConverged(left.resource.name, left.change.reason);
  }

  async #applyOnce(plan: HostPlan): Promise<Outcome<void>> {
    const changes = changesOf(plan);
    return this.#make(changes, (made) => this.tally.changed(made.resource.name, made.change));
  }

  async #make(
    wanted: readonly PlannedChange[],
    onMade: (made: PlannedChange) => void,
  ): Promise<Outcome<void>> {
    const changes = fenced(wanted, this.fence);
    const before = this.#steps;
    const journal = {
      ...this.#options.journal,
      first: before + 1,
      ...(this.#arm === undefined ? {} : { arm: this.#arm }),
    };
    this.#steps += changes.length;
    const failed = await this.#limited(() =>
      apply(this.connection, changes, journal, {
        onStart: (index) => this.#activity(changes[index]?.resource.name ?? ''),
        onDone: (index) => {
          const made = changes[index];
          if (made !== undefined) onMade(made);
        },
      }),
    );
    this.#arm = undefined;
    if (failed === undefined) return success(undefined);
    if (isUnbegun(failed.problem)) this.#steps = before;
    const at = changes[failed.index];
    if (at !== undefined) this.tally.failed(at.resource.name, failed.problem, at.change.diff);
    return failure(failed.problem);
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

  #notConverged(name: string, reason: string): Outcome<never> {
    const problem: Problem = {
      code: 'host.not-converged',
      host: this.connection.host,
      summary: `${name} is not as it should be although its step succeeded`,
      detail: `Looked at again, it would have to change once more: ${reason}. Something on the machine undoes it.`,
      fix: 'Look for another configuration tool, a timer or a service that writes the same thing.',
    };
    this.tally.failed(name, problem);
    return failure(problem);
  }

  #limited<T>(work: () => Promise<T>): Promise<T> {
    return this.#options.limit(work);
  }

  #activity(activity: string): void {
    this.#options.onEvent({ type: 'host-activity', host: this.connection.host, activity });
  }
}

/** Whether a program stopped before its first change. */
function isUnbegun({ code }: Problem): boolean {
  return code === 'host.moved-on' || code === 'host.journal-unwritten';
}
