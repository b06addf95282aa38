import { pause } from '../../core/pause.ts';
import type { RunDeps } from '../request.ts';
import { problemsOf, type UnitRun } from '../unit.ts';
import { closeSessions } from './look-again.ts';
import { splitWaves, type WavePlan } from './waves.ts';

/** What a rollout came to. */
export interface Rollout {
  /** Those that were not begun, and why none was any more. */
  readonly skipped: readonly UnitRun[];
  readonly reason: string;
  /** A person has said no. */
  readonly declined: boolean;
}

/** What a rollout does to each cluster. */
export interface WaveSteps {
  readonly begin: (run: UnitRun) => Promise<void>;
  /** A look at one that was finished in an earlier wave. */
  readonly again: (run: UnitRun) => Promise<void>;
}

/** Lets clusters begin wave by wave; the first reason not to go on ends it. Those that have begun finish. */
export async function runWaves(
  runs: readonly UnitRun[],
  plan: WavePlan,
  sizes: readonly number[],
  deps: RunDeps,
  steps: WaveSteps,
): Promise<Rollout> {
  const waves = splitWaves(runs, sizes);
  const later = waves.slice(1).flat();
  // A wave may begin in hours; what a survey has seen is read anew then.
  await Promise.all(later.map(forget));
  const finished: UnitRun[] = [];
  const stopped = (reason: string, declined = false): Rollout => ({
    skipped: runs.slice(finished.length),
    reason,
    declined,
  });
  for (const [index, wave] of waves.entries()) {
    const called = `wave ${index + 1} of ${waves.length}`;
    if (index > 0) {
      const reason = await soaked(finished, waves[index - 1] ?? [], plan, deps, steps);
      if (reason !== undefined) return stopped(reason);
    }
    if (plan.pause && !(await ask(deps, called, wave))) {
      return stopped(deps.signal.aborted ? INTERRUPTED : `no was the answer before ${called}`, true);
    }
    deps.onEvent({ type: 'notice', text: `${called}: ${namesOf(wave)}` });
    await Promise.all(wave.map(steps.begin));
    finished.push(...wave);
    const reason = reasonToStop(finished, plan, deps);
    if (reason !== undefined) return stopped(reason);
  }
  return stopped('');
}

const INTERRUPTED = 'interrupted';

/** Waits, and looks at everything that was finished once more. */
async function soaked(
  finished: readonly UnitRun[],
  lastWave: readonly UnitRun[],
  plan: WavePlan,
  deps: RunDeps,
  { again }: WaveSteps,
): Promise<string | undefined> {
  if (plan.soakMs === 0 || !lastWave.some(hasChanged)) return undefined;
  deps.onEvent({
    type: 'notice',
    text: `soaking for ${plan.soakMs / 1000} s, then looking at ${namesOf(finished)} again`,
  });
  await pause(plan.soakMs, deps.signal);
  if (!deps.signal.aborted) {
    await Promise.all(finished.filter((run) => problemsOf(run).length === 0).map(again));
  }
  return reasonToStop(finished, plan, deps);
}

function reasonToStop(
  finished: readonly UnitRun[],
  { maxFailures }: WavePlan,
  { signal }: RunDeps,
): string | undefined {
  if (signal.aborted) return INTERRUPTED;
  const failed = finished.filter((run) => problemsOf(run).length > 0);
  if (failed.length <= maxFailures) return undefined;
  return `${namesOf(failed)} failed, and --max-failures is ${maxFailures}`;
}

function ask(deps: RunDeps, called: string, wave: readonly UnitRun[]): Promise<boolean> {
  return deps.confirm?.(`Begin ${called}: ${namesOf(wave)}?`) ?? Promise.resolve(false);
}

async function forget(run: UnitRun): Promise<void> {
  await closeSessions(run);
  run.sessions.clear();
  run.stale.clear();
}

function hasChanged(run: UnitRun): boolean {
  return run.drills.length > 0 || [...run.tallies.values()].some((tally) => tally.result(0).changed > 0);
}

function namesOf(runs: readonly UnitRun[]): string {
  return runs.map(({ unit }) => unit.name).join(', ');
}
