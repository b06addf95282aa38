import { areaOf, type Problem } from '../../core/problem.ts';
import { problemsOf, type UnitRun } from '../unit/unit.ts';

/**
 * Does work that reports what goes wrong, and takes those problems back: whoever catches the failure decides
 * what becomes of them. That the lock of the unit is lost is nothing that anybody could deal with.
 */
export async function withdrawing<T>(
  run: UnitRun,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly problems: readonly Problem[] }> {
  const before = new Set(problemsOf(run));
  const result = await work();
  const problems = problemsOf(run).filter(
    (problem) => !before.has(problem) && !(run.lock.lost.signal.aborted && areaOf(problem) === 'lock'),
  );
  for (const tally of run.tallies.values()) tally.withdraw(problems);
  run.problems.splice(
    0,
    Number.POSITIVE_INFINITY,
    ...run.problems.filter((each) => !problems.includes(each)),
  );
  return { result, problems };
}
