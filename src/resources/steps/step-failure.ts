import type { Problem } from '../../core/problem.ts';

/**
 * What a step that failed throws at the place in the tasks where it was asked for: `catch` goes on from there,
 * `finally` is carried out in any case. One that nobody catches ends the tasks of its host.
 */
export class StepFailure extends Error {
  /** Shown name of the step. */
  readonly step: string;
  /** What went wrong, the cause first. */
  readonly problems: readonly Problem[];

  constructor(step: string, problems: readonly Problem[]) {
    super(problems[0]?.summary ?? `${step} failed`);
    this.name = 'StepFailure';
    this.step = step;
    this.problems = problems;
  }
}

/** A step in `finally` or `catch` that fails takes the place of the failure before it, which may be why. */
export function withCause(problem: Problem, before: StepFailure | undefined): Problem {
  if (before === undefined) return problem;
  const told = `Before it "${before.step}" had failed: ${before.message.replace(/\.+$/, '')}.`;
  return { ...problem, detail: [problem.detail, told].filter(Boolean).join('\n') };
}
