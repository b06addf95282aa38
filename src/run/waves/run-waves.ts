import { pause } from '../../core/pause.ts';
import type { RunDeps } from '../request.ts';
import { splitWaves, type WavePlan } from './waves.ts';

/** A unit, as far as waves know it. */
export interface WaveUnit {
  readonly name: string;
  readonly hasFailed: boolean;
  readonly isOver: boolean;
  readonly hasChanged: boolean;
  /** Everything is done to it. */
  runAll(): Promise<void>;
  /** A look at one that was finished in an earlier wave. */
  again(): Promise<void>;
  /** What was seen of it is void. */
  forget(): Promise<void>;
}

/** What a rollout came to. */
export interface Rollout {
  /** Those that were not begun, and why none was any more. */
  readonly skipped: readonly WaveUnit[];
  readonly reason: string;
  /** A person has said no. */
  readonly declined: boolean;
}

/** Lets units begin wave by wave; the first reason not to go on ends it. Those that have begun finish. */
export async function runWaves(
  units: readonly WaveUnit[],
  plan: WavePlan,
  sizes: readonly number[],
  deps: RunDeps,
): Promise<Rollout> {
  const waves = splitWaves(units, sizes);
  const later = waves.slice(1).flat();
  // A wave may begin in hours; what a survey has seen is read anew then.
  await Promise.all(later.map((unit) => unit.forget()));
  const finished: WaveUnit[] = [];
  const stopped = (reason: string, declined = false): Rollout => ({
    skipped: units.slice(finished.length),
    reason,
    declined,
  });
  for (const [index, wave] of waves.entries()) {
    const called = `wave ${index + 1} of ${waves.length}`;
    if (index > 0) {
      const reason = await soaked(finished, waves[index - 1] ?? [], plan, deps);
      if (reason !== undefined) return stopped(reason);
    }
    if (plan.pause && !(await askForWave(deps, called, wave))) {
      return stopped(deps.signal.aborted ? INTERRUPTED : `no was the answer before ${called}`, true);
    }
    deps.onEvent({ type: 'notice', text: `${called}: ${namesOf(wave)}` });
    await Promise.all(wave.map((unit) => unit.runAll()));
    finished.push(...wave);
    const reason = reasonToStop(finished, plan, deps);
    if (reason !== undefined) return stopped(reason);
  }
  return stopped('');
}

export const INTERRUPTED = 'interrupted';

async function soaked(
  finished: readonly WaveUnit[],
  lastWave: readonly WaveUnit[],
  plan: WavePlan,
  deps: RunDeps,
): Promise<string | undefined> {
  await soakAndLookAgain(finished, lastWave, plan, deps);
  return reasonToStop(finished, plan, deps);
}

/** Waits, and looks at everything that was finished once more; not after a wave that changed nothing. */
export async function soakAndLookAgain(
  finished: readonly WaveUnit[],
  lastWave: readonly WaveUnit[],
  { soakMs }: WavePlan,
  deps: RunDeps,
): Promise<void> {
  if (soakMs === 0 || !lastWave.some(({ hasChanged }) => hasChanged)) return;
  deps.onEvent({
    type: 'notice',
    text: `soaking for ${soakMs / 1000} s, then looking at ${namesOf(finished)} again`,
  });
  await pause(soakMs, deps.signal);
  if (deps.signal.aborted) return;
  await Promise.all(finished.filter((unit) => unit.isOver && !unit.hasFailed).map((unit) => unit.again()));
}

function reasonToStop(
  finished: readonly WaveUnit[],
  { maxFailures }: WavePlan,
  { signal }: RunDeps,
): string | undefined {
  if (signal.aborted) return INTERRUPTED;
  const failed = finished.filter((unit) => unit.hasFailed);
  if (failed.length <= maxFailures) return undefined;
  return `${namesOf(failed)} failed, and --max-failures is ${maxFailures}`;
}

/** Asks a person; no where nobody can be asked. */
export function askForWave(deps: RunDeps, called: string, wave: readonly WaveUnit[]): Promise<boolean> {
  return deps.confirm?.(`Begin ${called}: ${namesOf(wave)}?`) ?? Promise.resolve(false);
}

function namesOf(units: readonly WaveUnit[]): string {
  return units.map(({ name }) => name).join(', ');
}
