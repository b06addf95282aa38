import type { MaintenanceWindow } from './windows/window.ts';

/** A unit of a rollout. */
export interface RolloutUnit {
  readonly name: string;
  /** Units of one group share a limit of how many are worked on at a time, such as those of a region. */
  readonly group: string;
}

/** What a rollout does, as data. */
export interface RolloutPlan {
  /** One after the other; the units of one side by side. */
  readonly waves: readonly (readonly RolloutUnit[])[];
  /** Between two waves, in milliseconds. */
  readonly soakMs: number;
  /** With more failed units than this, no further unit begins; null for any number. Unreachable is failed. */
  readonly maxFailures: number | null;
  /** Each wave waits for somebody's yes. */
  readonly approve: boolean;
  /** How long somebody's word is waited for, in milliseconds; without it, for ever. */
  readonly approveWithinMs?: number;
  /** Units begin while one of these is open, and what has begun then finishes; without any, at all times. */
  readonly windows?: readonly MaintenanceWindow[];
}

/** What each unit reads of the plan as it begins. */
export type UnitRules = Pick<RolloutPlan, 'maxFailures' | 'windows'>;

/** How many units are worked on at a time. */
export interface Caps {
  /** Of each group. */
  readonly perGroup?: number;
  /** Of all groups together. */
  readonly inAll?: number;
  /** Of each worker. */
  readonly perWorker?: number;
}

/** All units of a plan, in order. */
export function unitsIn(plan: RolloutPlan): readonly RolloutUnit[] {
  return plan.waves.flat();
}
