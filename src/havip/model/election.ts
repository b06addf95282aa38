import { skewMs } from '../../keepalived/daemon/timers.ts';
import type { Speaker } from '../agreement/speaker.ts';

/** Milliseconds of silence after which a machine promotes itself. */
export function masterDownMs(speaker: Speaker, masterAdvertMs: number): number {
  return speaker.downTimerAdverts * masterAdvertMs + skew(speaker);
}

/** Milliseconds by which a machine of a lower priority waits longer. */
export function skew({ version, priority, advertMs }: Speaker): number {
  return Math.ceil(skewMs({ version, priority, advertInt: advertMs / 1000 }));
}

/** The owner of the address, who waits for nobody. */
export function isOwner({ priority }: Speaker): boolean {
  return priority === 255;
}

/** Of two with one priority, the higher address wins. */
export function isAbove(one: string, other: string): boolean {
  const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return number(one) > number(other);
}
