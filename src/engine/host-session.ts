import type { CommandResult } from '../connection/connection.ts';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import { type ApplyFailure, apply } from './apply/apply.ts';
import { aheadStep, preparationOf, withoutMade } from './apply/preparation.ts';
import { changeOf, dueAgain, resourceOf, type Step, unsent } from './apply/session-changes.ts';
import { endlessRounds, isUnbegun, notConverged, runFailed } from './apply/session-problems.ts';
import { HostReader, type ReaderOptions } from './facts/host-reader.ts';
import type { JournalOptions } from './journal/preamble.ts';
import { type UndoReport, undoJournals } from './journal/undo.ts';
import { behindFence, LEASE_LOST, notBegun } from './lease/fence.ts';
import { changesOf, type Desired, type HostPlan, type PlannedChange } from './plan.ts';

/** Rounds of changes: each further one is for what only the one before could reveal. */
const MAX_ROUNDS = 8;

export interface SessionOptions extends ReaderOptions {
  /** Where this run keeps what was there before it. */
  readonly journal: JournalOptions;
  /** What speaks against changes that are about to be sent; `isFirst`: nothing was changed here yet. */
  readonly unplanned?: (changes: readonly PlannedChange[], isFirst: boolean) => Problem | undefined;
}

/** What goes along with changes that are sent. */
interface Sending {
  readonly onDone: (index: number) => void;
  readonly onSaid?: (text: string) => void;
  readonly onRunning?: (() => void) | undefined;
  readonly timeoutMs?: number;
}

/** One host during one run: observe, plan, apply, observe again. */
export class HostSession extends HostReader {
  /** POSIX sh that must succeed on the machine right before whatever changes something there, or nothing is changed. */
  fence: string | undefined;
  /** The run's journal on the machine; it is named at the latest when the lease is taken. */
  journal: JournalOptions;
  readonly #unplanned: SessionOptions['unplanned'];
  #steps = 0;
  /** Of those: how many have touched nothing that runs. */
  #preparing = 0;
  /** Prepared and not looked at since. */
  #prepared: readonly PlannedChange[] = [];
  /** Ids of changes of which a part is done. */
  readonly #ahead = new Set<string>();
  #arm: string | undefined;

  constructor(options: SessionOptions) {
    super(options);
    this.journal = options.journal;
    this.#unplanned = options.unplanned;
  }

  /** How many steps this run has begun on the machine, as far as is known: 0 where nothing was changed. */
  get begun(): number {
    return this.#steps;
  }

  /** Whether this run has begun to change what runs on the machine. */
  get hasSwitched(): boolean {
    return this.#steps > this.#preparing;
  }

  /** Whether something was prepared here that has not been looked at since. */
  get isPrepared(): boolean {
    return this.#prepared.length > 0;
  }

  /** With the next change, before it: a program that has the machine undo the run by itself. */
  armNext(program: string): void {
    this.#arm = program;
  }

  /** Runs one program outside any plan, such as a stop that an order demands; `onAnswer` is told what it printed. */
  async run(activity: string, program: string, onAnswer?: (stdout: string) => void): Promise<Outcome<void>> {
    const answer = await this.attempt(activity, program);
    if (!answer.ok) return answer;
    onAnswer?.(answer.value.stdout);
    if (answer.value.exitCode === 0) return success(undefined);
    return this.#failed(activity, runFailed(this.connection.host, activity, answer.value));
  }

  /** The same where the exit code is for the caller to judge, and no failure yet. */
  async attempt(activity: string, program: string): Promise<Outcome<CommandResult>> {
    this.tellActivity(activity);
    const whole = behindFence(program, this.fence);
    const answer = await this.limited(() => this.connection.run(whole, { label: activity }));
    if (!answer.ok || answer.value.exitCode !== LEASE_LOST) return answer;
    return failure(notBegun(this.connection.host, activity));
  }

  /** Takes one step outside any plan, with the journal of the run. */
  async take(step: Step): Promise<Outcome<void>> {
    const change = changeOf(step);
    this.tellActivity(step.name);
    return this.#make([{ resource: resourceOf(step, change), change }], () => undefined);
  }

  /**
   * Takes one step outside any plan for what it prints. That it could not be taken is no failure yet.
   * @param timeoutMs milliseconds until it is ended on the machine too
   */
  async perform(step: Step, keep: readonly string[], timeoutMs: number): Promise<Outcome<string>> {
    const change = { ...changeOf(step), keep, tells: true } as const;
    let said = '';
    const sent = { onDone: () => undefined, onSaid: (text: string) => (said = text), timeoutMs };
    const failed = await this.#send([{ resource: resourceOf(step, change), change }], sent);
    return failed === undefined ? success(said) : failure(failed.problem);
  }

  /** Takes back what runs have changed, the newest of their journals first; the facts are then void. */
  async undo(folders: readonly string[], by?: string): Promise<Outcome<UndoReport>> {
    this.tellActivity('undoing changes');
    return this.limited(() => undoJournals(this.connection, folders, this.fence, by));
  }

  /**
   * Does as much of a plan as touches nothing that runs, and gives what is left of it for `apply`, which also
   * looks whether what was done here has come to stay.
   */
  async prepare(plan: HostPlan): Promise<Outcome<HostPlan>> {
    const { whole, ahead } = preparationOf(plan, this.facts);
    const first = ahead && aheadStep(ahead);
    const steps = [...whole, ...(first ? [first] : [])];
    if (steps.length === 0) return success(plan);
    const unplanned = this.#unplanned?.(changesOf(plan), this.#steps === 0);
    if (unplanned !== undefined) return failure(unplanned);
    const before = this.#steps;
    const made = await this.#make(steps, (step) => {
      if (step !== first) this.tally.changed(step.resource.name, step.change);
    });
    this.#preparing += this.#steps - before;
    if (!made.ok) return made;
    this.#prepared = whole;
    if (ahead !== undefined) this.#ahead.add(ahead.resource.id);
    return success(withoutMade(plan, whole));
  }

  /** Makes the planned changes; `confirm` looks, when more is made elsewhere meanwhile. `onRunning`: a service has started. */
  async make(plan: HostPlan, onRunning?: () => void): Promise<Outcome<void>> {
    const changes = changesOf(plan);
    const unplanned = this.#unplanned?.(changes, !this.hasSwitched);
    if (unplanned !== undefined) return failure(unplanned);
    const applied = await this.#applyOnce(plan, onRunning);
    if (applied.ok) this.#prepared = [...this.#prepared, ...changes];
    return applied;
  }

  /** What is left to do by facts that were read since; a failure where something that was made is due again. */
  async confirm(desired: Desired): Promise<Outcome<HostPlan>> {
    const made = this.#prepared;
    this.#prepared = [];
    return this.#planWithout(desired, made);
  }

  /** Makes the planned changes and looks again: the plan against fresh facts must be empty. */
  async apply(desired: Desired, plan: HostPlan): Promise<Outcome<void>> {
    let current = plan;
    // What was prepared may have brought what others are about to write, as packages do.
    const isOutdated =
      this.isPrepared && changesOf(plan).some(({ resource }) => resource.answers === undefined);
    if (isOutdated) {
      const next = await this.#planAgain(desired, this.#prepared);
      if (!next.ok) return next;
      current = next.value;
    }
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      const changes = changesOf(current);
      const made = [...this.#prepared, ...changes];
      this.#prepared = [];
      if (made.length === 0) return success(undefined);
      const unplanned = this.#unplanned?.(changes, !this.hasSwitched && !isOutdated);
      if (unplanned !== undefined) return failure(unplanned);
      const applied = await this.#applyOnce(current);
      if (!applied.ok) return applied;
      const next = await this.#planAgain(desired, made);
      if (!next.ok) return next;
      current = next.value;
    }
    const [left] = changesOf(current);
    if (left === undefined) return success(undefined);
    const { name } = left.resource;
    return this.#failed(name, endlessRounds(this.connection.host, name, MAX_ROUNDS));
  }

  /** The plan against fresh facts; a failure where something that was made is due again. */
  async #planAgain(desired: Desired, made: readonly PlannedChange[]): Promise<Outcome<HostPlan>> {
    const seen = await this.refresh();
    return seen.ok ? this.#planWithout(desired, made) : seen;
  }

  async #planWithout(desired: Desired, made: readonly PlannedChange[]): Promise<Outcome<HostPlan>> {
    const next = await this.plan(desired);
    if (!next.ok) return next;
    const stubborn = dueAgain(made, changesOf(next.value));
    if (stubborn === undefined) return next;
    return this.#failed(stubborn.resource.name, notConverged(this.connection.host, stubborn, made));
  }

  async #applyOnce(plan: HostPlan, onRunning?: () => void): Promise<Outcome<void>> {
    const changes = changesOf(plan).map((each) => (this.#ahead.has(each.resource.id) ? unsent(each) : each));
    if (changes.length === 0) return success(undefined);
    return this.#make(changes, (made) => this.tally.changed(made.resource.name, made.change), onRunning);
  }

  async #make(
    wanted: readonly PlannedChange[],
    onMade: (made: PlannedChange) => void,
    onRunning?: () => void,
  ): Promise<Outcome<void>> {
    const onDone = (index: number) => {
      const made = wanted[index];
      if (made !== undefined) onMade(made);
    };
    const failed = await this.#send(wanted, { onDone, onRunning });
    if (failed === undefined) return success(undefined);
    const at = wanted[failed.index];
    if (at !== undefined) this.tally.failed(at.resource.name, failed.problem, at.change.diff);
    return failure(failed.problem);
  }

  async #send(
    wanted: readonly PlannedChange[],
    { onDone, onSaid, onRunning, timeoutMs }: Sending,
  ): Promise<ApplyFailure | undefined> {
    const before = this.#steps;
    const [fence, arm] = [this.fence, this.#arm];
    const journal = { ...this.journal, first: before + 1, ...(fence && { fence }), ...(arm && { arm }) };
    this.#steps += wanted.length;
    const progress = {
      onStart: (index: number) => this.tellActivity(wanted[index]?.resource.name ?? ''),
      onDone,
      onSaid: (_index: number, text: string) => onSaid?.(text),
      onRunning: () => onRunning?.(),
    };
    const failed = await this.limited(() => apply(this.connection, wanted, journal, progress, timeoutMs));
    this.#arm = undefined;
    if (failed !== undefined && isUnbegun(failed)) this.#steps = before;
    return failed;
  }

  #failed(resource: string, problem: Problem): Outcome<never> {
    this.tally.failed(resource, problem);
    return failure(problem);
  }
}
