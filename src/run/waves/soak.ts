import type { EventSink } from '../../core/events/event.ts';
import { pause } from '../../core/pause.ts';
import { nameSome } from '../../core/text/name-some.ts';
import type { RolloutEvent } from '../../rollout/context.ts';
import type { RunDeps } from '../request.ts';
import type { WaveUnit } from './wave-unit.ts';
import type { WavePlan } from './waves.ts';

/** Units of a wave that are named before the rest is counted. */
const MOST_NAMED = 20;

/** Waits, and looks at everything that was finished once more; not after a batch that changed nothing. */
export async function soakAndLookAgain(
  finished: readonly WaveUnit[],
  lastBatch: readonly WaveUnit[],
  { soakMs }: WavePlan,
  deps: RunDeps,
): Promise<void> {
  if (soakMs === 0 || !lastBatch.some(({ hasChanged }) => hasChanged)) return;
  const names = finished.map(({ name }) => name);
  deps.onEvent({ type: 'notice', text: soakText(soakMs, names) });
  await pause(soakMs, deps.signal);
  if (deps.signal.aborted) return;
  await Promise.all(finished.filter((unit) => unit.isOver && !unit.hasFailed).map((unit) => unit.again()));
}

/** What a report is told of a rollout: which waves there are, and how their units have ended. */
export function tellWaves(event: RolloutEvent, sink: EventSink): void {
  if (event.type === 'wave-begun') sink(event);
  if (event.type === 'unit-ended') sink({ type: 'unit-ended', unit: event.unit, verdict: event.verdict });
}

/** What people are told of a wave that begins. */
export function waveText(wave: string, units: readonly string[]): string {
  return `${wave}: ${nameSome(units, MOST_NAMED)}`;
}

/** What people are told of a window that is closed. */
export function outsideWindowText(until: string): string {
  return `outside its window: nothing more begins before ${until}`;
}

/** What people are told of a soak. */
export function soakText(milliseconds: number, units: readonly string[]): string {
  return `soaking for ${milliseconds / 1000} s, then looking at ${nameSome(units, MOST_NAMED)} again`;
}
