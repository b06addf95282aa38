import { isConverging, type Play } from '../../api/types.ts';
import type { HostResult } from '../../core/events/document.ts';
import { finishedEvents } from '../../core/events/finished-events.ts';
import { faultProblem } from '../../core/fault.ts';
import { converge } from '../converge.ts';
import type { RunnerKinds } from '../kinds.ts';
import { releaseLease } from '../lock/lock-unit.ts';
import { endRun } from '../undo/end-run.ts';
import { connectUnit } from '../unit/connect-unit.ts';
import type { UnitOutcome } from '../unit/policy.ts';
import { problemsOf, report, type UnitRun } from '../unit/unit.ts';
import { closeSessions, lookAfterFailure } from '../unit/unit-facts.ts';
import { isAbout } from './is-about.ts';

/** What a unit came to. */
export interface UnitResult {
  readonly hosts: Readonly<Record<string, HostResult>>;
  readonly unit: UnitOutcome;
}

/** One unit on its way through the plays: begun before its first, ended after its last or where it failed. */
export class UnitProgress {
  readonly run: UnitRun;
  readonly #kinds: RunnerKinds;
  #state: 'waiting' | 'going' | 'over' = 'waiting';
  #result: UnitResult | undefined;
  #isRestored = false;

  constructor(run: UnitRun, kinds: RunnerKinds) {
    this.run = run;
    this.#kinds = kinds;
  }

  /** In this process. */
  get hasBegun(): boolean {
    return this.#state !== 'waiting' && !this.#isRestored;
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  get name(): string {
    return this.run.unit.name;
  }

  /** The run has changed something of it, or measured it. */
  get hasChanged(): boolean {
    const { policy, tallies } = this.run;
    return policy.measured().length > 0 || [...tallies.values()].some((tally) => tally.result(0).changed > 0);
  }

  /** What was seen of it is void: it may begin in hours. */
  async forget(): Promise<void> {
    await closeSessions(this.run);
    this.run.sessions.clear();
    this.run.stale.clear();
  }

  /** Something of it has failed. */
  get hasFailed(): boolean {
    return problemsOf(this.run).length > 0;
  }

  get result(): UnitResult | undefined {
    return this.#result;
  }

  /** Whether a play is about it, by hosts and tags. */
  isIn(play: Play): boolean {
    return isAbout(this.run, play);
  }

  /** All plays, one after the other, and the end. */
  async runAll(): Promise<void> {
    await this.#safely(async () => {
      if (!(await this.#begin())) return;
      const well = await this.#playAll();
      await this.run.policy.afterPlays(!well);
    });
    await this.end();
  }

  /** One play; a unit that failed is over. */
  async play(play: Play): Promise<void> {
    if (this.isOver) return;
    let well = false;
    await this.#safely(async () => {
      if (this.#state === 'waiting' && !(await this.#begin())) return;
      well = await this.#runPlay(play);
      if (!well) await this.run.policy.afterPlays(true);
    });
    if (!well || this.hasFailed) await this.end();
  }

  /** After the last play: what holds at the end of a run that went well, then the end. */
  async finish(): Promise<void> {
    if (this.#state === 'going') await this.#safely(() => this.run.policy.afterPlays(false));
    await this.end();
  }

  /** Closes or undoes what was done, gives the lock back, and tells how it stands. */
  async end(): Promise<void> {
    const names = this.run.unit.hosts.map(({ name }) => name);
    // Tasks of others may be at work there.
    await this.run.tasks.visits.alone(names, () => this.#end());
  }

  async #end(): Promise<void> {
    if (this.isOver) return;
    this.#state = 'over';
    const { run } = this;
    await this.#safely(() => endRun(run));
    await releaseLease(run);
    await lookAfterFailure(run);
    const unit = run.policy.finish();
    this.#result = { hosts: hostResults(run), unit };
    await closeSessions(run);
  }

  /** A look at one that was finished a while ago. */
  async again(): Promise<void> {
    await this.run.policy.lookAgain();
    if (this.#result === undefined) return;
    const { unit: before } = this.#result;
    const unit = this.run.policy.finish();
    if (unit.length === 0) return;
    // What was measured in another process is known from there alone.
    const seen = this.#isRestored ? unit.map((each) => withDrillsOf(before, each)) : unit;
    this.#result = { ...this.#result, unit: seen };
  }

  /** Tells what another process has brought the unit to; false where that is not what one comes to. */
  restore(result: unknown): boolean {
    if (!isUnitResult(result)) return false;
    this.#state = 'over';
    this.#isRestored = true;
    this.#result = result;
    for (const event of finishedEvents(result.hosts, result.unit)) this.run.deps.onEvent(event);
    return true;
  }

  /** Nothing was done to it; a look at it may have found what keeps it from being begun. */
  notBegun(reason: string): UnitResult {
    return { hosts: hostResults(this.run), unit: this.run.policy.notBegun(reason) };
  }

  /** Reaches every host of the unit, or begins on none. */
  async #begin(): Promise<boolean> {
    this.#state = 'going';
    const look = await this.run.policy.open();
    if (look === undefined) return false;
    const [connected, seen] = await Promise.all([connectUnit(this.run), look()]);
    return connected && seen;
  }

  async #playAll(): Promise<boolean> {
    for (const play of this.run.request.playbook.plays) {
      if (this.run.deps.signal.aborted) break;
      if (!(await this.#runPlay(play))) return false;
    }
    return true;
  }

  async #runPlay(play: Play): Promise<boolean> {
    if (!this.isIn(play)) return true;
    if (isConverging(play)) return converge(this.run, play);
    if (!(await this.run.choice.allows(play, this.run.unit))) return true;
    const kind = this.#kinds.plays[play.kind];
    return kind === undefined || kind.run(this.run, play);
  }

  /** A fault met in one unit must not leave the others halfway: it is told, and they go on. */
  async #safely(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      report(this.run, this.run.request.userCode?.explain(error) ?? faultProblem(error));
    }
  }
}

/** What a journal holds was written by this program, into a folder of the user's own. */
function isUnitResult(value: unknown): value is UnitResult {
  if (typeof value !== 'object' || value === null || !('hosts' in value) || !('unit' in value)) return false;
  return typeof value.hosts === 'object' && value.hosts !== null && Array.isArray(value.unit);
}

function withDrillsOf(before: UnitOutcome, [name, result]: UnitOutcome[number]): UnitOutcome[number] {
  const drills = before.find(([known]) => known === name)?.[1].drills ?? [];
  return [name, { ...result, drills: [...drills, ...result.drills] }];
}

function hostResults(run: UnitRun): Record<string, HostResult> {
  const hosts = Object.fromEntries(
    [...run.tallies].map(([name, tally]) => [
      name,
      tally.result(run.sessions.get(name)?.connection.roundTrips ?? 0),
    ]),
  );
  for (const [host, result] of Object.entries(hosts))
    run.deps.onEvent({ type: 'host-finished', host, result });
  return hosts;
}
