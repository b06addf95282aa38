import { skewMs } from '../../keepalived/timers.ts';
import type { Speaker } from '../agreement/speaker.ts';

/** Milliseconds of silence after which a machine promotes itself. */
export function masterDownMs(speaker: Speaker, masterAdvertMs: number): number {
  return speaker.downTimerAdverts * masterAdvertMs + skew(speaker);
}

/** Milliseconds by which a machine of a lower priority waits longer. */
export function skew({ version, priority, advertMs }: Speaker): number {
  return Math.ceil(skewMs({ version, priority, advertInt: advertMs / 1000 }));
}
