import type { Control, Verdict } from './context.ts';
import type { Json } from './json.ts';
import type { RolloutPlan } from './plan.ts';
import type { Stop } from './roll-out.ts';

/** A file that travels with a rollout. */
export interface TravellingFile {
  /** Below the folder that all of them have in common. */
  readonly path: string;
  /** SHA-256 of what it holds, in hex. */
  readonly hash: string;
  readonly executable?: boolean;
}

/** What somebody asks workers to carry out; it stays as it was submitted. */
export interface Submission {
  readonly command: string;
  /** The program by which it may be carried out. */
  readonly version: string;
  /** `user@machine`. */
  readonly by: string;
  readonly files: readonly TravellingFile[];
  /** How the program is called there; for the worker alone. */
  readonly call: Json;
}

/** How a rollout stands: `submitted` until some worker has begun it. */
export type RolloutState =
  | 'submitted'
  | 'running'
  | 'paused'
  | 'waiting'
  | 'outside-window'
  | 'cancelling'
  | 'done'
  | Stop;

/** One line of a list of rollouts. */
export interface RolloutSummary {
  readonly id: string;
  readonly state: RolloutState;
  readonly command: string;
  readonly by: string;
  readonly version: string;
  /** ISO 8601. */
  readonly submittedAt: string;
  /** ISO 8601; only where it has ended. */
  readonly endedAt?: string;
  readonly units: number;
  readonly passed: number;
  readonly failed: number;
  readonly inconclusive: number;
}

/** A rollout as it stands, with each of its units. */
export interface RolloutView extends RolloutSummary {
  readonly control: Control;
  readonly plan: RolloutPlan;
  /** Why it went no further; empty where it did, or goes on. */
  readonly reason: string;
  /** What waits for somebody's word. */
  readonly waitsFor?: { readonly name: string; readonly question: string };
  /** ISO 8601; only where it waits for a window. */
  readonly windowOpensAt?: string;
  readonly unitStates: readonly UnitState[];
}

/** One unit of a rollout. */
export interface UnitState {
  readonly unit: string;
  /** From 1. */
  readonly wave: number;
  readonly group: string;
  readonly state: 'waiting' | 'working' | Verdict;
  readonly reason?: string;
}

/** A worker, as it last told of itself. */
export interface WorkerSeen {
  readonly place: string;
  /** `user@machine`. */
  readonly owner: string;
  readonly version: string;
  readonly region: string | null;
  /** Seconds since then. */
  readonly secondsAgo: number;
}
