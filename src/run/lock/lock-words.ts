import type { Problem } from '../../core/problem.ts';
import { LEASE_SECONDS, type Lease, type LeaseStanding, type SeenLease } from '../../engine/lease.ts';

/** A lease that lies on a machine. */
export interface FoundLease {
  readonly unit: string;
  readonly machine: string;
  readonly lease: Lease;
  readonly standing: LeaseStanding;
  readonly secondsLeft: number;
}

const NOT_WRITABLE =
  'It lies under /var/lib/havip-deploy/lock: see that the disk is neither full nor read-only, and that commands run as root there (`--become`).';

/** Who has a lease, in few words: ann@control-1 (`up`, since 2026-11-22 20:31:05 UTC). */
export function describeOwner({ user, host, command, startedAt }: Lease): string {
  return `${user}@${host} (\`${command}\`, since ${timeWords(new Date(startedAt))})`;
}

/** A moment for people, to the second; control machines may be in several time zones. */
export function timeWords(at: Date): string {
  return Number.isNaN(at.getTime())
    ? 'an unknown time'
    : `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Another run works on the unit. */
export function heldProblem(
  unit: string,
  machine: string,
  lease: Lease,
  { secondsLeft, now }: { readonly secondsLeft: number; readonly now: Date },
): Problem {
  const until = timeWords(new Date(now.getTime() + secondsLeft * 1000));
  // A machine that works on itself, to undo what a dead run has left, has no process on a control machine.
  const process = lease.pid > 0 ? ` (process ${lease.pid} on ${lease.host})` : '';
  return {
    code: 'lock.held',
    summary: `${unit} is locked by ${describeOwner(lease)}`,
    detail: `The lease on ${machine} runs until ${until}, and is renewed while that run lives${process}. This run has changed nothing.`,
    fix: 'Wait for it with `--lock-wait 10m`. A lease whose run was killed runs out within a minute and is then taken over; `havip-deploy unlock` removes it at once.',
  };
}

/** Our own lease is gone. */
export function lostProblem(unit: string, machine: string, { lease }: SeenLease): Problem {
  const now = lease === undefined ? 'is no longer there' : `is that of ${describeOwner(lease)}`;
  return {
    code: 'lock.lost',
    summary: `${unit}: the lock was lost while the run was under way`,
    detail: `The lease on ${machine} ${now}: somebody has removed it, or it was not renewed for ${LEASE_SECONDS} s and taken over. What was in flight was finished or undone, and nothing new was begun.`,
    fix: 'See how the unit stands with `havip-deploy status`, make sure that nobody else works on it, and run again.',
  };
}

/** The machine cannot keep a lease. */
export function notWritten(unit: string, machine: string, said: string): Problem {
  return {
    code: 'host.lease-not-written',
    host: machine,
    summary: `the lock of ${unit} could not be written`,
    detail: `${said.trim() || 'It printed nothing.'}\nWithout the lock, nothing was begun.`,
    fix: NOT_WRITABLE,
  };
}

/** An earlier run's lease no longer counts. */
export function takenOverWords(unit: string, lease: Lease, why: 'expired' | 'owner-ended'): string {
  const reason =
    why === 'expired' ? 'has run out' : `is void, its process ${lease.pid} on this machine has ended`;
  return `${unit}: the lease of ${describeOwner(lease)} ${reason}: taken over`;
}

/** The machine cannot let go of a lease. */
export function notRemoved(unit: string, machine: string, said: string): Problem {
  return {
    code: 'host.lease-not-removed',
    host: machine,
    summary: `the lock of ${unit} could not be removed`,
    detail: said.trim() || 'It printed nothing.',
    fix: NOT_WRITABLE,
  };
}

/** A lease, for someone who is to decide whether it goes. */
export function foundWords(found: FoundLease, now: Date): string {
  const { unit, lease, standing, secondsLeft } = found;
  const until = timeWords(new Date(now.getTime() + secondsLeft * 1000));
  const state =
    standing === 'expired'
      ? 'it has run out, and the next run takes it over'
      : standing === 'owner-ended'
        ? `its process ${lease.pid} on this machine has ended, and the next run from here takes it over`
        : `it runs until ${until} unless it is renewed`;
  return `${unit} is locked by ${describeOwner(lease)}: ${state}`;
}
