import { randomUUID } from 'node:crypto';
import { thisProcess } from '../../engine/lease/control-process.ts';
import type { Lease } from '../../engine/lease/lease.ts';
import type { RunDeps } from '../request.ts';

/** What one unit's run has to do with the lease of its unit. */
export interface UnitLock {
  /** Aborted when the lease was found gone: the run stops in good order, as after an interrupt. */
  readonly lost: AbortController;
  /** Ends the renewing; undefined while the lease is not held. */
  stopRenewing: (() => void) | undefined;
  /** Machines that have given the lease back with their last program. */
  readonly returned: Set<string>;
  /** Machines whose lease was taken before it was known that they may be changed, with the folder that it lies in. */
  readonly folders: Set<string>;
  /** When it began to wait for another run, on the monotonic clock. */
  waitingSinceMs: number | undefined;
  /** Ids of other runs' leases that a person has been told of. */
  readonly toldOf: Set<string>;
}

/** A lock that is not held yet. */
export function createLock(): UnitLock {
  return {
    lost: new AbortController(),
    stopRenewing: undefined,
    returned: new Set(),
    folders: new Set(),
    waitingSinceMs: undefined,
    toldOf: new Set(),
  };
}

/** The world of one unit: what stops it is an interrupt, or the loss of its own lease. */
export function stoppedByLoss(deps: RunDeps, { lost }: UnitLock): RunDeps {
  return { ...deps, signal: AbortSignal.any([deps.signal, lost.signal]) };
}

/** What a run writes on the machines of each unit that it works on; one for all of them. */
export function createLease(command: string, startedAt: Date): Lease {
  return { ...thisProcess(), id: randomUUID(), command, startedAt: startedAt.toISOString() };
}
