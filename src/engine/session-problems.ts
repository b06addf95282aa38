import type { CommandResult } from '../connection/connection.ts';
import type { Problem } from '../core/problem.ts';
import { lastLines } from './observe.ts';

/** A program outside any plan that did not do its work. */
export function runFailed(host: string, activity: string, answer: CommandResult): Problem {
  return {
    code: 'host.step-failed',
    host,
    summary: `${activity} failed with exit code ${answer.exitCode}`,
    detail: lastLines(`${answer.stdout}${answer.stderr}`) || 'It printed nothing.',
    fix: 'Mend the cause and run again.',
  };
}

/** A step that has done its work, and yet the machine is not as it should be. */
export function notConverged(host: string, name: string, reason: string): Problem {
  return {
    code: 'host.not-converged',
    host,
    summary: `${name} is not as it should be although its step succeeded`,
    detail: `Looked at again, it would have to change once more: ${reason}. Something on the machine undoes it.`,
    fix: 'Look for another configuration tool, a timer or a service that writes the same thing.',
  };
}

/** Whether a program stopped before its first change. */
export function isUnbegun({ code }: Problem): boolean {
  return code === 'host.moved-on' || code === 'host.journal-unwritten';
}
