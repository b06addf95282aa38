import type { UnitProgress } from '../plays/unit-progress.ts';
import type { RunDeps, RunRequest } from '../request.ts';
import { closeSessions } from '../unit-facts.ts';
import { type Rollout, runWaves } from './run-waves.ts';
import { survey } from './survey.ts';
import { waveSizes } from './waves.ts';

const ALL_BEGUN: Rollout = { skipped: [], reason: '', declined: false };

/** Lets units begin: all at once, or in waves; none where what was asked for is not available somewhere. */
export async function rollOut(
  request: RunRequest,
  deps: RunDeps,
  units: readonly UnitProgress[],
): Promise<Rollout> {
  const atOnce = async () => {
    await Promise.all(units.map((unit) => unit.runAll()));
    return ALL_BEGUN;
  };
  if (request.check) return atOnce();
  if (request.survey === true) {
    const { blocked, idle } = await survey(units.map(({ run }) => run));
    if (blocked) {
      await Promise.all(units.map(({ run }) => closeSessions(run)));
      return { skipped: units, reason: 'not every unit can have what was asked for', declined: false };
    }
    if (idle) return atOnce();
  }
  const { waves } = request;
  const sizes = waves && waveSizes(waves.totals, units.length);
  // That the totals reach all was checked before the run.
  return waves && sizes?.ok ? runWaves(units, waves, sizes.value, deps) : atOnce();
}
