import type { Closed, Gate, UnitContext, UnitEnd, UnitJob, UnitWork } from './context.ts';
import type { UnitRules } from './plan.ts';
import { opensAt } from './windows/opening.ts';

/**
 * Does a job, unless what it reads as it begins keeps it from beginning: who started it may have done so long ago,
 * on another machine.
 */
export async function beginUnit(
  context: UnitContext,
  job: UnitJob,
  rules: UnitRules,
  work: UnitWork,
): Promise<UnitEnd> {
  const closed = closedFor(job, await context.gate(), rules);
  if (closed !== undefined) return notBegun(closed);
  const { unit, kind } = job;
  await context.emit({ type: 'unit-begun', unit, kind });
  const end = await work(job, context);
  const { verdict, reason } = end;
  await context.emit({
    type: 'unit-ended',
    unit,
    kind,
    verdict,
    ...(reason === undefined ? {} : { reason }),
  });
  return end;
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
