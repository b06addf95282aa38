import { isConverging } from '../../api/types.ts';
import { areaOf } from '../../core/problem.ts';
import { isIdle, planPlay } from '../converge.ts';
import { connectUnit } from '../unit/connect-unit.ts';
import { problemsOf, type UnitRun } from '../unit/unit.ts';

/** What a look at all units came to. */
export interface Survey {
  /** Some unit cannot get what is asked: nothing must be begun anywhere. */
  readonly blocked: boolean;
  /** Every unit has it already. */
  readonly idle: boolean;
}

/**
 * Plans every unit before the first is changed, so that what is not available somewhere is known while
 * nothing has happened yet. A host that cannot be reached blocks its own unit only, when its turn comes.
 */
export async function survey(runs: readonly UnitRun[]): Promise<Survey> {
  const idle = await Promise.all(runs.map(look));
  const blocked = runs.flatMap(problemsOf).some((problem) => areaOf(problem) !== 'connection');
  return { blocked, idle: !blocked && idle.every(Boolean) };
}

async function look(run: UnitRun): Promise<boolean> {
  if (!(await connectUnit(run))) return false;
  for (const play of run.request.playbook.plays) {
    if (!isConverging(play)) continue;
    const planned = await planPlay(run, play);
    if (planned === undefined || !isIdle(planned)) return false;
  }
  return true;
}
