import type { Problem, ProblemCode } from '../core/problem.ts';

/** Whose connection it is and where it leads, for messages. */
export interface Peer {
  readonly host: string;
  /** `address:port`, or `this machine`. */
  readonly endpoint: string;
}

/** A problem with one host; `label` and `reason` are worked into the wording by the callers. */
export function hostProblem(
  peer: Peer,
  code: ProblemCode,
  text: { readonly summary: string; readonly detail?: string | undefined; readonly fix: string },
): Problem {
  const { summary, detail, fix } = text;
  return { code, summary, fix, host: peer.host, ...(detail === undefined ? {} : { detail }) };
}

/** The connection broke while something ran, or before it could. */
export function lostProblem(peer: Peer, reason: string, during?: string): Problem {
  return hostProblem(peer, 'connection.lost', {
    summary: `connection lost while ${during ?? 'a command ran'}`,
    detail: `The connection to ${peer.endpoint} ended: ${reason}. What was running may or may not have finished.`,
    fix: 'check that the machine is up and the network between here and there is stable, then run again: the next run finds out what was done',
  });
}

/** A program ran longer than it was given. */
export function commandTimeoutProblem(peer: Peer, timeoutMs: number, during?: string): Problem {
  return hostProblem(peer, 'host.command-timeout', {
    summary: `${during ?? 'a command'} took longer than ${timeoutMs / 1000} s and was ended`,
    detail: `The program and what it started on ${peer.endpoint} was ended.`,
    fix: 'find out on the machine what it waits for (a package manager lock, a mirror that does not answer), then run again',
  });
}

/** A program said more lines, or longer ones, than anyone can read. */
export function outputExcessProblem(peer: Peer, excess: string, during?: string): Problem {
  return hostProblem(peer, 'host.output-limit', {
    summary: `${during ?? 'a command'} printed ${excess} and was ended`,
    fix: 'make the command print less, for example by filtering its output on the machine',
  });
}

/** A program said more than anyone can read. */
export function outputLimitProblem(peer: Peer, maxBytes: number, during?: string): Problem {
  return hostProblem(peer, 'host.output-limit', {
    summary: `${during ?? 'a command'} printed more than ${maxBytes} bytes and was ended`,
    fix: 'make the command print less, for example by filtering its output on the machine',
  });
}
