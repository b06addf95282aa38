import type { Closed, Gate, RolloutEvent, UnitEnd, UnitJob } from './context.ts';
import type { UnitRules } from './plan.ts';
import { opensAt } from './windows/opening.ts';

/** How a unit begins: what it goes by, and where it is told. */
export interface Beginning {
  readonly job: UnitJob;
  readonly gate: Gate;
  readonly rules: UnitRules;
  readonly emit: (event: RolloutEvent) => Promise<void>;
}

/**
 * Tells that a unit begins, unless what it reads as it does keeps it from beginning: who started it may have done so
 * long ago, on another machine. Gives what keeps it.
 */
export async function beginUnit({ job, gate, rules, emit }: Beginning): Promise<Closed | undefined> {
  const closed = closedFor(job, gate, rules);
  if (closed === undefined) await emit({ type: 'unit-begun', unit: job.unit, kind: job.kind });
  return closed;
}

/** What is told of the end of a job; nothing of one that was not begun. */
export function endOfUnit(
  { unit, kind }: UnitJob,
  { closed, verdict, reason }: UnitEnd,
): RolloutEvent | undefined {
  if (closed !== undefined) return undefined;
  return { type: 'unit-ended', unit, kind, verdict, ...(reason === undefined ? {} : { reason }) };
}

/** The end of a job that was not begun. */
export function notBegun(closed: Closed, reason?: string): UnitEnd {
  return {
    verdict: 'not-begun',
    changed: false,
    closed,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** The end of a job whose unit another rollout works on. */
export function takenBy(rollout: string, { unit }: UnitJob): UnitEnd {
  return {
    verdict: 'failed',
    changed: false,
    closed: 'taken',
    reason: `${unit} is worked on by the rollout ${rollout}`,
  };
}

function closedFor(
  job: UnitJob,
  { control, failed, now }: Gate,
  { maxFailures, windows = [] }: UnitRules,
): Closed | undefined {
  if (control === 'cancel') return 'cancel';
  // A look at a unit changes nothing of it.
  if (job.kind === 'again') return undefined;
  if (control === 'pause') return 'pause';
  if (maxFailures !== null && failed > maxFailures) return 'failures';
  return opensAt(windows, now) > now ? 'window' : undefined;
}
