import { finishedIn } from '../../rollout/in-process/finished.ts';
import type { UnitProgress } from '../plays/unit-progress.ts';
import type { RunDeps, RunRequest } from '../request.ts';
import { closeSessions } from '../unit/unit-facts.ts';
import { byName, type Rollout, runAtOnce, runWaves, wholeJob } from './run-waves.ts';
import { survey } from './survey.ts';
import { waveSizes } from './waves.ts';

/** Lets units begin: all at once, or in waves; none where what was asked for is not available somewhere. */
export async function rollOut(
  request: RunRequest,
  deps: RunDeps,
  units: readonly UnitProgress[],
): Promise<Rollout> {
  if (request.check) return runAtOnce(units, deps);
  const left = withoutFinished(units, deps);
  if (request.survey === true) {
    const { blocked, idle } = await survey(left.map(({ run }) => run));
    if (blocked) {
      await Promise.all(left.map(({ run }) => closeSessions(run)));
      return { skipped: left, reason: 'not every unit can have what was asked for', declined: false };
    }
    // What looks idle may still be drilled, and that is for the window.
    if (idle && request.waves?.windows === undefined) return runAtOnce(left, deps);
  }
  const { waves } = request;
  const sizes = waves && waveSizes(waves.totals, units.length);
  // That the totals reach all was checked before the run.
  return waves && sizes?.ok ? runWaves(units, waves, sizes.value, deps) : runAtOnce(left, deps);
}

/** Those that an earlier process finished, by the journal of the rollout, are told from there. */
function withoutFinished(units: readonly UnitProgress[], { journal }: RunDeps): readonly UnitProgress[] {
  if (journal === undefined) return units;
  return [...byName(units)].flatMap(([name, unit]) => {
    const end = finishedIn(journal.read(wholeJob(name)));
    return end !== undefined && unit.restore(end.result) ? [] : [unit];
  });
}
