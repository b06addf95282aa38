import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Problem } from '../../../core/problem.ts';

type Values<T extends readonly Outcome<unknown>[]> = {
  [K in keyof T]: T[K] extends Outcome<infer V> ? V : never;
};

/** All values, or all problems of those that failed. */
export function allOf<const T extends readonly Outcome<unknown>[]>(outcomes: T): Outcome<Values<T>> {
  const problems = outcomes.flatMap((outcome): readonly Problem[] => (outcome.ok ? [] : outcome.problems));
  if (problems.length > 0) return failure(...problems);
  return success(outcomes.map((outcome) => (outcome.ok ? outcome.value : undefined)) as Values<T>);
}
