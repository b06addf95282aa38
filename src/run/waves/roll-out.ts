import type { ClusterResult } from '../../core/document.ts';
import type { RunDeps, RunRequest } from '../request.ts';
import type { UnitRun } from '../unit.ts';
import { closeSessions } from './look-again.ts';
import { type Rollout, runWaves, type WaveSteps } from './run-waves.ts';
import { survey } from './survey.ts';
import { waveSizes } from './waves.ts';

const ALL_BEGUN: Rollout = { skipped: [], reason: '', declined: false };

/** Lets units begin: all at once, or in waves; none where what was asked for is not to be had somewhere. */
export async function rollOut(
  request: RunRequest,
  deps: RunDeps,
  runs: readonly UnitRun[],
  steps: WaveSteps,
): Promise<Rollout> {
  const atOnce = async () => {
    await Promise.all(runs.map(steps.begin));
    return ALL_BEGUN;
  };
  if (request.check) return atOnce();
  if (request.install?.version !== undefined) {
    const { blocked, idle } = await survey(runs);
    if (blocked) {
      await Promise.all(runs.map(closeSessions));
      return { skipped: runs, reason: 'not every cluster can have what was asked for', declined: false };
    }
    if (idle) return atOnce();
  }
  const { waves } = request;
  const sizes = waves && waveSizes(waves.totals, runs.length);
  // That the totals reach all was checked before the run.
  return waves && sizes?.ok ? runWaves(runs, waves, sizes.value, deps, steps) : atOnce();
}

/** What is told of a cluster that nothing was done to. */
export function notBegun({ unit }: UnitRun, reason: string): readonly [string, ClusterResult] | undefined {
  const { cluster } = unit;
  if (cluster === undefined) return undefined;
  const { addresses } = cluster.havip;
  return [
    cluster.name,
    { addresses, holder: null, holders: [], healthy: false, drills: [], skipped: `not begun: ${reason}` },
  ];
}
