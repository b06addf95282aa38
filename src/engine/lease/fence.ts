import type { Problem } from '../../core/problem.ts';
import { quote } from '../../core/programs/shell.ts';
import { LEASE_SECONDS, MAX_SECONDS_LEFT } from './lease.ts';
import { renewProgram } from './programs.ts';

/** Exit code of a program that was not begun, because its run no longer has the lease of the machine. */
export const LEASE_LOST = 94;

/** Seconds after a renewal in which a fence only looks whose the lease is: most of its time is left. */
const RENEWED_LATELY_SECONDS = 10;

/**
 * Succeeds while the lease has this id, and puts its expiry off: a run that was suspended, or could not renew,
 * learns in time that it lost it, and what comes next begins with nearly a whole lease ahead. Where the lease itself
 * says that it has that, it is only read, which starts no process. The clock counts on while a machine is suspended.
 */
export function fenceProgram(file: string, id: string): string {
  const least = LEASE_SECONDS - RENEWED_LATELY_SECONDS;
  return `{
fence_id= fence_until= fence_on= fence_now= fence_boot=
{ read -r fence_now _ </proc/uptime
  read -r fence_boot </proc/sys/kernel/random/boot_id
  while IFS='=' read -r fence_key fence_value; do
    case $fence_key in id) fence_id=$fence_value ;; expiresAt) fence_until=$fence_value ;; machineBoot) fence_on=$fence_value ;; esac
  done <${quote(file)}
} 2>/dev/null
case $fence_until in '' | *[!0-9]* | ?????????????*) fence_until=0 ;; esac
fence_now=$((fence_until - \${fence_now%.*}))
if [ "$fence_id" = ${quote(id)} ] && [ -n "$fence_boot" ] && [ "$fence_on" = "$fence_boot" ] &&
  [ "$fence_now" -ge ${least} ] && [ "$fence_now" -le ${MAX_SECONDS_LEFT} ]; then :
else
(\n${renewProgram(file, id)}\n) | grep -qx result=renewed
fi
}`;
}

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
