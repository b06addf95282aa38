import type { Control, RolloutEvent } from './context.ts';
import type { RolloutPlan } from './plan.ts';
import type { Ending } from './roll-out.ts';

/** An event of a rollout, as it was kept. */
export interface KeptEvent {
  /** From 1, without a gap. */
  readonly number: number;
  /** ISO 8601. */
  readonly at: string;
  readonly event: RolloutEvent;
}

/** Something that carries out rollouts. */
export interface Engine {
  /** Begins a rollout; one whose id is known is taken up where it stands, and its plan is the one it began with. */
  submit(id: string, plan: RolloutPlan): Promise<Run>;
  /** A rollout that was submitted, by whomever. */
  attach(id: string): Promise<Run | undefined>;
  /** Begins nothing new, and ends when what is in flight is finished. */
  close(): Promise<void>;
}

/** A rollout on an engine, for anybody who has its id. */
export interface Run {
  readonly id: string;
  /** What it came to, once it has ended. */
  result(): Promise<Ending>;
  /** Those that have happened, and those to come, in order, until the rollout has ended. */
  events(from?: number): AsyncIterable<KeptEvent>;
  /** Units that have begun finish, no further one begins. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Units that have begun finish, and that is the end. */
  cancel(): Promise<void>;
  /** Answers what waits for somebody's word: a wave such as `wave 2 of 3`. */
  answer(name: string, yes: boolean): Promise<void>;
  control(): Promise<Control>;
}
