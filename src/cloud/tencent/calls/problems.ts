import type { Problem } from '../../../core/problem.ts';
import type { CallFailure } from './answer.ts';
import { explain } from './codes.ts';
import { mayHaveWorked } from './retry.ts';

/** What a problem says beyond the failure itself. */
export interface ProblemContext {
  readonly region: string;
  /** Where the keys come from, for people. */
  readonly keysFrom: string;
}

/** The service that an action belongs to, as CAM writes it. */
export function permissionOf(action: string): string {
  return `${action === 'DescribeInstances' ? 'cvm' : 'vpc'}:${action}`;
}

/** A failed call as a problem: what was called, what was said, and how to mend it. */
export function problemOf(failed: CallFailure, context: ProblemContext): Problem {
  const { name, summary, fix } = meaning(failed, context);
  const unknown = isWrite(failed.action) && mayHaveWorked(failed) && name !== 'busy';
  const parts = [
    wasSaid(failed),
    failed.code === 'AuthFailure.SignatureExpire' ? clockDifference(failed.skewMs) : '',
    unknown ? 'Whether the call was carried out is not known; the next run looks first.' : '',
  ];
  return {
    code: `cloud.${name}`,
    summary,
    detail: parts.filter((part) => part !== '').join(' '),
    fix,
  };
}

interface Meaning {
  readonly name: string;
  readonly summary: string;
  readonly fix: string;
}

function meaning(failed: CallFailure, { region, keysFrom }: ProblemContext): Meaning {
  const { action, kind, code } = failed;
  switch (kind) {
    case 'refused':
      return explain(code, { action, region, keysFrom, permission: permissionOf(action) });
    case 'network':
      return {
        name: 'unreachable',
        summary: 'Tencent Cloud cannot be reached',
        fix: 'Check the network, DNS and proxy of this machine, and cloud.endpoint where it is set.',
      };
    case 'status':
      return Number(code) >= 500
        ? {
            name: 'server-fault',
            summary: 'Tencent Cloud has a fault of its own',
            fix: 'Try again later; if it stays, ask its support with the request id or the time.',
          }
        : {
            name: 'http-status',
            summary: `${action} was answered with HTTP status ${code}`,
            fix: 'Check cloud.endpoint and the proxy: Tencent Cloud answers every call with status 200.',
          };
    case 'malformed':
      return {
        name: 'malformed-answer',
        summary: `The answer to ${action} cannot be understood`,
        fix: 'Check cloud.endpoint and the proxy; if they are right, try again later.',
      };
  }
}

function wasSaid({ action, kind, code, message, requestId }: CallFailure): string {
  const request = requestId === undefined || requestId === '' ? '' : ` (request id ${requestId})`;
  const text = message.replace(/[.\s]+$/, '');
  switch (kind) {
    case 'refused':
      return `${action} was refused with ${code}: ${text}${request}.`;
    case 'network':
      return `${action} got no answer: ${text}.`;
    case 'status':
      return `${action} was answered with HTTP status ${code}: ${text}${request}.`;
    case 'malformed':
      return `${action} was answered with: ${text}${request}.`;
  }
}

/** @param skewMs the server's clock less this machine's */
function clockDifference(skewMs: number | undefined): string {
  if (skewMs === undefined) return "Its clock and this machine's are more than five minutes apart.";
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const span = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  return `This machine's clock is ${span} ${skewMs > 0 ? 'behind' : 'ahead of'} the server's.`;
}

function isWrite(action: string): boolean {
  return !action.startsWith('Describe');
}
