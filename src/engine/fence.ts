import type { Problem } from '../core/problem.ts';
import type { PlannedChange } from './plan.ts';

/** Exit code of a program that was not begun, because its run no longer has the lease of the machine. */
export const LEASE_LOST = 94;

/** A program that begins only while its run has the lease: one that was suspended may have lost it meanwhile. */
export function behindFence(program: string, fence: string | undefined): string {
  return fence === undefined ? program : `${fence} || exit ${LEASE_LOST}\n${program}`;
}

/** What is told of such a program. */
export function notBegun(host: string, activity: string): Problem {
  return {
    code: 'lock.lost',
    host,
    summary: `${activity}: not begun, since this run no longer has the lock`,
    detail:
      'It was suspended or cut off for longer than its lease lasts, and another run has taken over; or somebody has removed the lease.',
    fix: 'See how the unit stands with `havip-deploy status`, make sure that nobody else works on it, and run again.',
  };
}

/**
 * Each change behind a fence: the first one's guard, which runs before anything is changed, and what comes
 * before every later step, since a step may take longer than a lease lasts.
 */
export function fenced(
  changes: readonly PlannedChange[],
  fence: string | undefined,
): readonly PlannedChange[] {
  if (fence === undefined) return changes;
  return changes.map(({ change, resource }, index) => {
    if (index > 0)
      return { resource, change: { ...change, script: `${fence} || ${LOST}\n${change.script}` } };
    const guard = change.guard === undefined ? fence : `${fence} || exit 1\n${change.guard}`;
    return { resource, change: { ...change, guard } };
  });
}

const LOST = `{ echo 'the lease of this run is lost or cannot be renewed: nothing more is changed'; exit 1; }`;
