import type { Closed, Gate, UnitContext, UnitEnd, UnitJob, UnitWork } from './context.ts';

/**
 * Does a job, unless what it reads as it begins keeps it from beginning: who started it may have done so long ago,
 * on another machine.
 */
export async function beginUnit(
  context: UnitContext,
  job: UnitJob,
  maxFailures: number | null,
  work: UnitWork,
): Promise<UnitEnd> {
  const closed = closedFor(job, await context.gate(), maxFailures);
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

function closedFor(job: UnitJob, { control, failed }: Gate, maxFailures: number | null): Closed | undefined {
  if (control === 'cancel') return 'cancel';
  // A look at a unit changes nothing of it.
  if (job.kind === 'again') return undefined;
  if (control === 'pause') return 'pause';
  return maxFailures !== null && failed > maxFailures ? 'failures' : undefined;
}
