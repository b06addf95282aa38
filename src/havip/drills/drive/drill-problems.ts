import type { CommandResult } from '../../../connection/connection.ts';
import type { Problem } from '../../../core/problem.ts';
import { LEASE_LOST, notBegun } from '../../../engine/lease/fence.ts';
import { type FailureOptions, NOT_ARMED, NOT_POSSIBLE } from '../programs/failure.ts';

/** A program of a drill that ended with another exit code than 0. */
export function stepFailed(host: string, what: string, { exitCode, stderr }: CommandResult): Problem {
  if (exitCode === LEASE_LOST) return notBegun(host, what);
  if (exitCode === NOT_ARMED) {
    return {
      code: 'verify.undo-not-armed',
      summary: 'The drill was not begun, because its undo could not be armed',
      detail: `The node must be able to undo the failure by itself: ${stderr.trim()}`,
      fix: 'Make systemd-run (or, without systemd, setsid) and a writable /run available on the node.',
      host,
    };
  }
  if (exitCode === NOT_POSSIBLE) {
    return {
      code: 'verify.not-possible',
      summary: 'This machine has no means for the drill',
      detail: `Nothing was touched by ${what}: ${stderr.trim()}`,
      fix: 'Choose other drills (--drills, or verify.drills in the inventory), or give the machine what is missing.',
      host,
    };
  }
  return {
    code: 'verify.step-failed',
    summary: 'A step of the drill failed',
    detail: `The program of ${what} ended with exit code ${exitCode}: ${stderr.trim()}`,
    fix: 'See systemctl status keepalived and its journal on the node, then start it by hand.',
    host,
  };
}

/** A fault of the caller's. */
export function unknownNode(name: string): Problem {
  return { code: 'internal.unknown-node', summary: `${name} is no node of the cluster that is drilled` };
}

/** The failure could not be undone from here. */
export function leftToTheNode(host: string, { undoName, undoAfterSeconds }: FailureOptions): Problem {
  return {
    code: 'verify.left-to-node',
    summary: 'The node has to undo the drill by itself',
    detail: `${host} could not be told to; it does so ${undoAfterSeconds} s after the failure (timer ${undoName}).`,
    fix: `Wait that long, then see on ${host} that keepalived runs and is BACKUP.`,
    host,
  };
}
