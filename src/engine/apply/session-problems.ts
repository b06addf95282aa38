import type { CommandResult } from '../../connection/connection.ts';
import type { Problem } from '../../core/problem.ts';
import { lastLines } from '../facts/observe.ts';
import type { PlannedChange } from '../plan.ts';
import type { ApplyFailure } from './apply.ts';
import { mendAndRunAgain } from './apply-problems.ts';

/** A program outside any plan that did not do its work. */
export function runFailed(host: string, activity: string, answer: CommandResult): Problem {
  return {
    code: 'host.step-failed',
    host,
    summary: `${activity} failed with exit code ${answer.exitCode}`,
    detail: lastLines(`${answer.stdout}${answer.stderr}`) || 'It printed nothing.',
    fix: mendAndRunAgain(`${answer.stdout}\n${answer.stderr}`),
  };
}

/**
 * A step that has done its work, and yet the machine is not as it should be.
 * @param made all changes of the same round: the last of two that are about one thing has the say
 */
export function notConverged(
  host: string,
  { resource, change }: PlannedChange,
  made: readonly PlannedChange[],
): Problem {
  const at = made.findIndex((each) => each.resource.id === resource.id);
  const later = made.slice(at + 1).map((each) => each.resource.name);
  return {
    code: 'host.not-converged',
    host,
    summary: `${resource.name} is not as it should be although its step succeeded`,
    detail: `Looked at again, it would have to change once more: ${change.reason}. ${change.stubborn ?? suspects(later)}`,
    fix:
      change.stubborn === undefined
        ? 'Look for another step, configuration tool, timer or service that changes the same thing.'
        : 'Correct the playbook.',
    ...(change.stubborn !== undefined && resource.meta?.made?.place && { source: resource.meta.made.place }),
  };
}

/** Who may have undone it. */
function suspects(later: readonly string[]): string {
  return later.length === 0
    ? 'No later step of this run has changed anything, so something else on the machine undoes it.'
    : `What came after it in this run (${later.join(', ')}) or something else on the machine undoes it.`;
}

/** Changes that go on revealing other ones. */
export function endlessRounds(host: string, name: string, rounds: number): Problem {
  return {
    code: 'host.not-converged',
    host,
    summary: `after ${rounds} rounds of changes there is still something to do: ${name}`,
    detail: 'Each round was made without a failure, and has revealed a step that was not there before.',
    fix: 'See which steps the playbook makes from facts that these steps change; then run again, which goes on from here.',
  };
}

/** Whether a program stopped before its first change. */
export function isUnbegun({ index, problem: { code } }: ApplyFailure): boolean {
  if (code === 'lock.lost') return index === 0;
  return code === 'host.moved-on' || code === 'host.journal-unwritten';
}
