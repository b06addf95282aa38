import type { UnitVerdict as Verdict } from '../core/events/event.ts';
import type { Json } from './json.ts';

export type { Verdict };

/** What a unit came to, as data. */
export interface UnitEnd {
  readonly verdict: Verdict;
  /** Something was changed or measured, so that a soak makes sense. */
  readonly changed: boolean;
  /** What it has to prove was measured now, and holds. */
  readonly proved?: true;
  /** Why it was not begun. */
  readonly closed?: Closed;
  /** In words; may be missing where the result says it. */
  readonly reason?: string;
  /** For those who show it. */
  readonly result?: Json;
}

/**
 * Why a unit is not begun: somebody has paused or cancelled the rollout, no window is open, too many failed, another
 * one has it.
 */
export type Closed = 'pause' | 'cancel' | 'window' | 'failures' | 'taken';

/** Something to be done to one unit. */
export interface UnitJob {
  readonly unit: string;
  readonly group: string;
  /** `all`: everything is done to it. `again`: a look at one that was finished in an earlier wave. */
  readonly kind: 'all' | 'again';
  /** From 1; counts the jobs of one kind with one unit. */
  readonly turn: number;
}

/** Unique within a rollout, and the same when it is gone through once more. */
export function jobName({ kind, turn, unit }: UnitJob): string {
  return `${kind} ${turn} ${unit}`;
}

/** What somebody wants of a rollout. */
export type Control = 'run' | 'pause' | 'cancel';

/** What happens in a rollout, as data. */
export type RolloutEvent =
  | { readonly type: 'wave-begun'; readonly wave: string; readonly units: readonly string[] }
  | { readonly type: 'soaking'; readonly milliseconds: number; readonly units: readonly string[] }
  | { readonly type: 'waiting'; readonly question: string; readonly name: string }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  /** `until`: when the next window opens, ISO 8601. */
  | { readonly type: 'outside-window'; readonly until: string }
  | { readonly type: 'unit-begun'; readonly unit: string; readonly kind: UnitJob['kind'] }
  | {
      readonly type: 'unit-ended';
      readonly unit: string;
      readonly kind: UnitJob['kind'];
      readonly verdict: Verdict;
      readonly reason?: string;
    }
  | { readonly type: 'ended'; readonly why: string; readonly reason: string };

/** A job that was started. */
export interface Handle {
  readonly job: UnitJob;
}

/** A job that has ended. */
export interface Settled extends Handle {
  readonly end: UnitEnd;
}

/**
 * All that the course of a rollout knows of the world; each engine has its own. Work that is gone through once more,
 * in another process maybe, asks for the same in the same order, and gets what was answered before.
 */
export interface RolloutContext {
  /** Names what it does, and gives what came of it; what has a result already is not done again. */
  step<T extends Json>(name: string, work: () => Promise<T>): Promise<T>;
  /** Starts a job, or has it wait until its group has room. */
  startUnit(job: UnitJob): Promise<Handle>;
  /** Those of the jobs that have ended, each told once; waits for the first. */
  next(handles: readonly Handle[]): Promise<readonly Settled[]>;
  emit(event: RolloutEvent): Promise<void>;
  /** What is wanted at the moment. */
  control(): Promise<Control>;
  /** Until `control` may say something else. */
  controlChange(): Promise<void>;
  /**
   * Somebody's yes or no.
   * @param withinMs milliseconds after which it is undefined: nobody has answered in time
   */
  approval(name: string, question: string, withinMs?: number): Promise<boolean | undefined>;
  /** Counts from when it was first asked for, also where that was in another process; ends early on a cancel. */
  sleep(name: string, milliseconds: number): Promise<void>;
  /** Milliseconds since 1970. */
  now(): Promise<number>;
}

/** What a unit reads as it begins, from the engine and not from who started it. */
export interface Gate {
  readonly control: Control;
  /** Units of the rollout that have failed so far. */
  readonly failed: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What the work on one unit knows of the world. */
export interface UnitContext {
  /** The id of the rollout. */
  readonly rollout: string;
  readonly signal: AbortSignal;
  step<T extends Json>(name: string, work: () => Promise<T>): Promise<T>;
  /** Another process has taken the job over: nothing comes of it here. Never settles. */
  leave(): Promise<never>;
}

/** Does a job; never rejects for what goes wrong with the unit. */
export type UnitWork = (job: UnitJob, context: UnitContext) => Promise<UnitEnd>;
