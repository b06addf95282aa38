import { pause } from '../../core/pause.ts';
import { beginUnit, endOfUnit, notBegun } from '../begin-unit.ts';
import {
  type Control,
  type Handle,
  jobName,
  type RolloutContext,
  type RolloutEvent,
  type Settled,
  type UnitEnd,
  type UnitJob,
} from '../context.ts';
import type { KeptEvent, Run } from '../engine.ts';
import type { Json } from '../json.ts';
import type { RolloutPlan } from '../plan.ts';
import { type Ending, rollOut } from '../roll-out.ts';
import { Bell } from './bell.ts';
import { finishedIn } from './finished.ts';
import type { EngineParts } from './parts.ts';

/** A rollout in this process: jobs are promises, and what was done before is in a journal. */
export class InProcessRun implements Run, RolloutContext {
  readonly id: string;
  readonly #plan: RolloutPlan;
  readonly #parts: EngineParts;
  readonly #bell = new Bell();
  readonly #cancelled = new AbortController();
  readonly #signal: AbortSignal;
  readonly #settled = new Map<string, UnitEnd>();
  readonly #failed = new Set<string>();
  readonly #answers = new Map<string, boolean>();
  readonly #events: KeptEvent[] = [];
  #paused = false;
  /** Something was done in this process, and not in the one before. */
  #isLive = false;
  #fault: { readonly error: unknown } | undefined;
  readonly #ending: Promise<Ending>;
  #isOver = false;

  constructor(id: string, plan: RolloutPlan, parts: EngineParts) {
    this.id = id;
    this.#plan = plan;
    this.#parts = parts;
    this.#signal = AbortSignal.any([this.#cancelled.signal, parts.signal]);
    this.#signal.addEventListener('abort', () => this.#bell.ring(), { once: true });
    this.#ending = rollOut(this, plan).finally(() => {
      this.#isOver = true;
      this.#bell.ring();
    });
    // Whoever asks for the result gets it.
    this.#ending.catch(() => undefined);
  }

  result(): Promise<Ending> {
    return this.#ending;
  }

  async *events(from = 1): AsyncIterable<KeptEvent> {
    for (let at = from - 1; ; at += 1) {
      while (this.#events.length <= at && !this.#isOver) await this.#bell.rung();
      const kept = this.#events[at];
      if (kept === undefined) return;
      yield kept;
    }
  }

  async pause(): Promise<void> {
    this.#paused = true;
  }

  async resume(): Promise<void> {
    this.#paused = false;
    this.#bell.ring();
  }

  async cancel(): Promise<void> {
    this.#cancelled.abort();
  }

  async answer(name: string, yes: boolean): Promise<void> {
    this.#answers.set(name, yes);
    this.#bell.ring();
  }

  async control(): Promise<Control> {
    return this.#control();
  }

  async controlChange(): Promise<void> {
    if (this.#control() === 'pause') await this.#bell.rung();
  }

  async step<T extends Json>(name: string, work: () => Promise<T>): Promise<T> {
    const { journal } = this.#parts;
    const known = journal.read(name);
    if (known !== undefined) return known as T;
    this.#isLive = true;
    const value = await work();
    await journal.write(name, value);
    return value;
  }

  async startUnit(job: UnitJob): Promise<Handle> {
    const end = this.#settle(job);
    end.catch((error: unknown) => {
      this.#fault = { error };
      this.#bell.ring();
    });
    return { job };
  }

  async next(handles: readonly Handle[]): Promise<readonly Settled[]> {
    for (;;) {
      if (this.#fault !== undefined) throw this.#fault.error;
      const ended = handles.flatMap(({ job }): Settled[] => {
        const end = this.#settled.get(jobName(job));
        return end === undefined ? [] : [{ job, end }];
      });
      for (const { job } of ended) this.#settled.delete(jobName(job));
      if (ended.length > 0) return ended;
      await this.#bell.rung();
    }
  }

  async emit(event: RolloutEvent): Promise<void> {
    const at = this.#parts.clock.wall().toISOString();
    this.#events.push({ number: this.#events.length + 1, at, event });
    this.#parts.onEvent(event);
    this.#bell.ring();
  }

  async approval(name: string, question: string, withinMs?: number): Promise<boolean | undefined> {
    const { journal, ask } = this.#parts;
    const key = `approval ${name}`;
    if (journal.read(key) === true) return true;
    await this.emit({ type: 'waiting', name, question });
    const yes = ask === undefined ? await this.#answerTo(name, withinMs) : await ask(question);
    if (yes === true) await journal.write(key, true);
    return yes;
  }

  async sleep(name: string, milliseconds: number): Promise<void> {
    const { journal } = this.#parts;
    const now = await this.now();
    const known = journal.read(name);
    // What was worked on a moment ago has not been waited for.
    const until = typeof known === 'number' && !this.#isLive ? known : now + milliseconds;
    if (until !== known) await journal.write(name, until);
    if (until > now) await pause(Math.min(milliseconds, until - now), this.#signal);
  }

  async now(): Promise<number> {
    return this.#parts.clock.wall().getTime();
  }

  #control(): Control {
    if (this.#signal.aborted) return 'cancel';
    return this.#paused ? 'pause' : 'run';
  }

  async #settle(job: UnitJob): Promise<void> {
    const end = await this.#endOf(job);
    this.#settled.set(jobName(job), end);
    this.#bell.ring();
  }

  #endOf(job: UnitJob): Promise<UnitEnd> {
    const known = finishedIn(this.#parts.journal.read(jobName(job)));
    return known === undefined ? this.#workOn(job) : Promise.resolve(known);
  }

  async #workOn(job: UnitJob): Promise<UnitEnd> {
    const { limited, alone, journal } = this.#parts;
    const end = await limited(job.group, async () => {
      const ended = await alone(job, this.id, () => this.#begin(job));
      // Before the next one has room, which reads it.
      if (ended.verdict === 'failed') this.#failed.add(job.unit);
      return ended;
    });
    if (end.verdict === 'not-begun') return end;
    this.#isLive = true;
    // What failed is done again when the rollout is taken up: whoever does that has mended the cause.
    if (end.verdict === 'passed') await journal.write(jobName(job), end as unknown as Json);
    return end;
  }

  async #begin(job: UnitJob): Promise<UnitEnd> {
    const emit = (event: RolloutEvent) => this.emit(event);
    const gate = { control: this.#control(), failed: this.#failed.size, now: await this.now() };
    const closed = await beginUnit({ job, gate, rules: this.#plan, emit });
    if (closed !== undefined) return notBegun(closed);
    const end = await this.#parts.work(job, {
      rollout: this.id,
      signal: this.#signal,
      step: (name, does) => this.step(`${jobName(job)}: ${name}`, does),
      leave: () => Promise.reject(new Error(`nobody else has ${job.unit}`)),
    });
    const ended = endOfUnit(job, end);
    if (ended !== undefined) await emit(ended);
    return end;
  }

  async #answerTo(name: string, withinMs?: number): Promise<boolean | undefined> {
    let isLate = false;
    const late = () => {
      isLate = true;
      this.#bell.ring();
    };
    const answered = new AbortController();
    if (withinMs !== undefined) void pause(withinMs, answered.signal).then(late);
    try {
      return await this.#answer(name, () => isLate);
    } finally {
      answered.abort();
    }
  }

  async #answer(name: string, isLate: () => boolean): Promise<boolean | undefined> {
    for (;;) {
      if (this.#signal.aborted) return false;
      const answer = this.#answers.get(name);
      if (answer !== undefined) return answer;
      if (isLate()) return undefined;
      await this.#bell.rung();
    }
  }
}
