import type { Problem } from '../../core/problem.ts';
import { writeRefusal } from '../../core/programs/write-refusal.ts';
import { lastLines } from '../facts/observe.ts';
import { notBegun } from '../lease/fence.ts';
import type { PlannedChange } from '../plan.ts';

/** Where a program stopped: at a step, at a guard, without the lease, or because the journal could not be written. */
export interface Stop {
  readonly index: number;
  readonly kind: 'failed' | 'moved-on' | 'unwritten' | 'fenced';
  readonly status: number;
}

/** What kept a program from its end, as it said itself. */
export function stepProblem(
  host: string,
  changes: readonly PlannedChange[],
  stopped: Stop,
  said: string,
): Problem {
  const name = changes[stopped.index]?.resource.name ?? 'step';
  if (stopped.kind === 'unwritten') {
    return {
      code: 'host.journal-unwritten',
      host,
      summary: 'what is there could not be kept for an undo, so nothing was changed',
      detail: lastLines(said) || 'It printed nothing.',
      fix: `${writeRefusal(said)?.fix ?? 'Make room, and see that /var/lib/havip-deploy can be written to.'} Then run again.`,
    };
  }
  if (stopped.kind === 'fenced') return notBegun(host, name);
  if (stopped.kind === 'moved-on') {
    return {
      code: 'host.moved-on',
      host,
      summary: `${name}: the machine has changed since it was looked at`,
      detail:
        'Someone or something else changed it while this run was planning. Nothing was done to this machine.',
      fix: 'Run again: the plan is then made from what is there now.',
    };
  }
  return {
    code: 'host.step-failed',
    host,
    summary: `${name} failed with exit code ${stopped.status}`,
    detail: lastLines(said) || 'It printed nothing.',
    fix: mendAndRunAgain(said),
  };
}

/** What to do about a step by what it has printed. */
export function mendAndRunAgain(said: string): string {
  const refusal = writeRefusal(said);
  return refusal === undefined ? 'Mend the cause and run again.' : `${refusal.fix} Then run again.`;
}

/**
 * What the connection says of a program that it has ended, with the step that it was at.
 * @param timeoutMs what it was given
 */
export function namingStep(problem: Problem, step: string | undefined, timeoutMs: number): Problem {
  if (problem.code !== 'host.command-timeout' || step === undefined) return problem;
  return { ...problem, summary: `${step} took longer than ${timeoutMs / 1000} s and was ended` };
}

/** A program that ended without a word. */
export function cutShort(host: string, detail: string): Problem {
  return {
    code: 'host.program-cut-short',
    host,
    summary: 'the program that makes the changes ended before its last step',
    detail,
    fix: 'See what has ended it there, such as the machine itself, a signal or a lack of memory, and run again.',
  };
}
