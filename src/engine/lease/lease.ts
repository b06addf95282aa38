import { parsePairs } from '../../resources/fact.ts';
import { STATE_DIRECTORY } from '../../resources/paths.ts';
import { type ControlProcess, hasEnded, type ProcessTable } from './control-process.ts';

/** Seconds that a lease lasts unless it is renewed, since boot by the clock of the machine that it lies on. */
export const LEASE_SECONDS = 60;

/**
 * Seconds from now beyond which no lease can be dated, a little more than it lasts since clocks are adjusted:
 * one that is has outlived a clock that was set back, or is forged, and is void.
 */
export const MAX_SECONDS_LEFT = LEASE_SECONDS + 5;

/** Seconds between two renewals: two may fail before the lease runs out. */
export const RENEW_SECONDS = 20;

/** Who works on a unit; written on every one of its machines. */
export interface Lease extends ControlProcess {
  /** Unique; a lease is only ever renewed, released or replaced by its id. */
  readonly id: string;
  /** The subcommand, such as `up`. */
  readonly command: string;
  /** ISO 8601, on the control machine's clock. */
  readonly startedAt: string;
}

/** A machine's lease as it was found there. */
export interface SeenLease {
  readonly lease: Lease | undefined;
  /** Seconds until it runs out, by the machine's boot clock; 0 or less when it has. */
  readonly secondsLeft: number;
}

/** How a run stands to the lease of a machine. */
export type LeaseStanding = 'free' | 'ours' | 'held' | 'expired' | 'dated-ahead' | 'owner-ended';

/**
 * Where a unit's lease lies on each of its machines. A machine is in one unit only, so its lease needs
 * no name, and two inventories that call one pair differently keep out of each other's way, too.
 */
export const LEASE_FILE = `${STATE_DIRECTORY}/lock/lease`;

/** Whether a lease stands in the way of the run with this id. */
export function standingOf(seen: SeenLease, ourId: string, here: ProcessTable): LeaseStanding {
  if (seen.lease === undefined) return 'free';
  if (seen.lease.id === ourId) return 'ours';
  if (seen.secondsLeft <= 0) return 'expired';
  if (!(seen.secondsLeft <= MAX_SECONDS_LEFT)) return 'dated-ahead';
  return hasEnded(seen.lease, here) ? 'owner-ended' : 'held';
}

/** A lease as its file has it, without the expiry; one line a value, whatever is in it. */
export function formatLease(lease: Lease): string {
  const { id, user, host, boot, pid, pidStart, command, startedAt } = lease;
  return Object.entries({ id, user, host, boot, pid, pidStart, command, startedAt })
    .map(([key, value]) => `${key}=${String(value).replaceAll(/\s+/g, ' ')}`)
    .join('\n');
}

/** Reads a lease file and the `secondsLeft` that the programs print after it; what has no id is none. */
export function parseLease(output: string): SeenLease {
  const { id, user, host, boot, pid, pidStart, command, startedAt, secondsLeft } = parsePairs(output);
  if (id === undefined || id === '') return { lease: undefined, secondsLeft: 0 };
  return {
    lease: {
      id,
      user: user ?? '?',
      host: host ?? '?',
      boot: boot ?? '',
      pid: /^\d{1,10}$/.test(pid ?? '') ? Number(pid) : 0,
      pidStart: pidStart ?? '',
      command: command ?? '?',
      startedAt: startedAt ?? '?',
    },
    secondsLeft: Number(secondsLeft) || 0,
  };
}
