import type { Problem } from '../core/problem.ts';

/** Exit code of a program that was not begun, because its run no longer has the lease of the machine. */
export const LEASE_LOST = 94;

/** A program that begins only while its run has the lease: one that was suspended may have lost it meanwhile. */
export function behindFence(program: string, fence: string | undefined): string {
  return fence === undefined ? program : `${fenceLine(fence)}\n${program}`;
}

/**
 * POSIX sh that ends a program here where its run has lost the lease.
 * @param telling a command that says so first
 */
export function fenceLine(fence: string, telling?: string): string {
  return `${fence} || ${telling === undefined ? `exit ${LEASE_LOST}` : `{ ${telling}; exit ${LEASE_LOST}; }`}`;
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
