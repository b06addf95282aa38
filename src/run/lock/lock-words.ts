import type { Problem } from '../../core/problem.ts';
import { writeRefusal } from '../../core/programs/write-refusal.ts';
import { LEASE_SECONDS, type Lease, type LeaseStanding, type SeenLease } from '../../engine/lease/lease.ts';
import type { LeaseResult } from '../../engine/lease/programs.ts';

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

const DATED_AHEAD = "dated further ahead than a lease can be: the machine's clock was set back";

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

/** What a person has to do where a program could not change the lease. */
function remedy(result: LeaseResult, said: string): string {
  const refusal = writeRefusal(said);
  if (result === 'no-turn') return NO_TURN;
  return refusal === undefined ? NOT_WRITABLE : `It lies under /var/lib/havip-deploy/lock. ${refusal.fix}`;
}

const NO_TURN =
  'Look at that process on the machine, and end it: no program of havip-deploy keeps others from the lease for longer than a moment.';

/** A lease that looks free, and is not when it is to be taken, again and again. */
export function neverFree(unit: string): Problem {
  return {
    code: 'lock.held',
    summary: `${unit} is locked again and again`,
    detail:
      'Its lease looked free many times and was held when it was to be taken. This run has changed nothing.',
    fix: 'See who takes it with `havip-deploy unlock`, and run again.',
  };
}

/** The run's own lease is about to run out on a machine that cannot renew it. */
export function notRenewed(unit: string, machine: string, said: string): Problem {
  return {
    code: 'lock.not-renewed',
    host: machine,
    summary: `the lock of ${unit} could not be renewed`,
    detail: `${said.trim() || 'The machine gave no reason.'}\nIts lease is nearly out, and another run could begin. What was in flight was finished or undone, and nothing new was begun.`,
    fix: 'Mend the cause on the machine and run again.',
  };
}

/** The machine cannot keep a lease. */
export function notWritten(
  unit: string,
  machine: string,
  said: string,
  result: LeaseResult = 'failed',
): Problem {
  return {
    code: 'host.lease-not-written',
    host: machine,
    summary: `the lock of ${unit} could not be written`,
    detail: `${said.trim() || 'It printed nothing.'}\nWithout the lock, nothing was begun.`,
    fix: remedy(result, said),
  };
}

/** An earlier run's lease no longer counts. */
export function takenOverWords(
  unit: string,
  lease: Lease,
  why: 'expired' | 'dated-ahead' | 'owner-ended',
): string {
  const reason = {
    expired: 'has run out',
    'dated-ahead': `is void, ${DATED_AHEAD}`,
    'owner-ended': `is void, its process ${lease.pid} on this machine has ended`,
  }[why];
  return `${unit}: the lease of ${describeOwner(lease)} ${reason}: taken over`;
}

/** The machine cannot let go of a lease. */
export function notRemoved(unit: string, machine: string, said: string, result: LeaseResult): Problem {
  return {
    code: 'host.lease-not-removed',
    host: machine,
    summary: `the lock of ${unit} could not be removed`,
    detail: said.trim() || 'It printed nothing.',
    fix: remedy(result, said),
  };
}

/** A lease, for someone who is to decide whether it goes. */
export function foundWords(found: FoundLease, now: Date): string {
  const { unit, lease, standing, secondsLeft } = found;
  const until = timeWords(new Date(now.getTime() + secondsLeft * 1000));
  const state =
    standing === 'expired' || standing === 'dated-ahead'
      ? `it ${standing === 'expired' ? 'has run out' : `is void, ${DATED_AHEAD}`}, and the next run takes it over`
      : standing === 'owner-ended'
        ? `its process ${lease.pid} on this machine has ended, and the next run from here takes it over`
        : `it runs until ${until} unless it is renewed`;
  return `${unit} is locked by ${describeOwner(lease)}: ${state}`;
}

/** Another worker has begun the unit after this one, which was suspended or cut off meanwhile. */
export function outdatedAttempt(unit: string, host: string): Problem {
  return {
    code: 'lock.outdated',
    host,
    summary: `${unit}: not begun, since another worker has taken it over`,
    detail: 'This worker was suspended or cut off meanwhile; what the other one does is what counts.',
    fix: 'Nothing is to be done: the rollout tells what the other worker came to.',
  };
}
