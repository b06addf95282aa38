import { type Outcome, success } from '../outcome.ts';
import type { Problem } from '../problem.ts';
import type { CallSite } from './call-site.ts';

/** Whose code is called. */
export interface CodeOrigin {
  /** In words: `the play "greet"`. */
  readonly what: string;
  /** Where it was made, for mistakes that have no place of their own. */
  readonly made?: CallSite;
}

/** Code that came from a person's playbook: how the program calls it. */
export interface UserCode {
  /**
   * Calls it where it can be ended, should it never end by itself. What it throws is a problem with its place.
   * @throws what is no fault of the playbook's
   */
  readonly attempt: <T>(origin: CodeOrigin, work: () => T) => Outcome<T>;
  /** What an exception is that such code may have thrown elsewhere; undefined for a fault of the program's own. */
  readonly explain: (error: unknown) => Problem | undefined;
}

/** Playbooks that come with the program: what they throw is a fault of its own. */
export const OWN_CODE: UserCode = {
  attempt: (_origin, work) => success(work()),
  explain: () => undefined,
};

/** A mistake in a playbook, a role or a template, met deep inside code that gives no outcome. */
export class UserMistake extends Error {
  /** Without `source`, the place in the playbook from which it was thrown counts. */
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.summary);
    this.name = 'UserMistake';
    this.problem = problem;
  }
}

/**
 * Calls it for each, many of them under one watch: a watch starts threads, which costs more than most calls. Who has
 * thrown has a failure in his place; after a call that did not end, the rest is not called.
 */
export function attemptEach<A, T>(
  userCode: UserCode,
  origin: CodeOrigin,
  items: readonly A[],
  work: (item: A) => T,
): Outcome<T>[] {
  const outcomes: Outcome<T>[] = [];
  while (outcomes.length < items.length) {
    const first = outcomes.length;
    const watched = userCode.attempt(origin, () => {
      for (const item of items.slice(first)) outcomes.push(success(work(item)));
    });
    if (watched.ok) continue;
    const isEndless = watched.problems.some(({ code }) => code === 'playbook.endless');
    // Those before it took of the time: it is called again, with all of it.
    if (isEndless && outcomes.length > first) continue;
    outcomes.push(watched);
    if (isEndless || watched.problems.some(({ code }) => code === 'playbook.interrupted')) break;
  }
  return outcomes;
}
