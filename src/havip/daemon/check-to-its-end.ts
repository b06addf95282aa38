import { quote } from '../../core/programs/shell.ts';

/** Begins the last line of what a health check says, behind which its exit code stands; no check says that by itself. */
export const CHECK_ENDED = 'the-check-ended';

/** Bytes of its last words that are kept. */
const LAST_BYTES = 1500;

/** How a health check is to be run. */
export interface CheckCall {
  /** The command of the check, as sh has it. */
  readonly probe: string;
  /** Seconds. */
  readonly limit: number;
  /** Words before it, by which another user runs it. */
  readonly as?: string;
}

/** The environment in which keepalived runs the check, and its limit; a command follows. */
export function asKeepalivedRuns(limit: number): string {
  return `env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin timeout -k 1 ${limit}`;
}

/**
 * POSIX sh that sets `said` to what a health check says, run once as keepalived runs it, and the line that tells how it
 * ended. What it leaves running behind itself keeps its output open, and is not waited for.
 */
export function checkToItsEnd({ probe, limit, as = '' }: CheckCall): string {
  return `said=$({ ${asKeepalivedRuns(limit)} ${as}sh -c ${quote(probe)} </dev/null; echo "
${CHECK_ENDED} $?"; } 2>&1 | sed '/^${CHECK_ENDED} [0-9]*$/q' | tail -c ${LAST_BYTES})`;
}
