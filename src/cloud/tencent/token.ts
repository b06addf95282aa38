import type { Clock } from '../../core/clock.ts';

/** A token that the cloud cannot have met: the given one with the time, at most 64 characters. */
export function freshToken(token: string, clock: Clock): string {
  // 36-digit seconds are 6 characters long for another 40 years.
  const stamp = Math.floor(clock.wall().getTime() / 1000).toString(36);
  return `${token.slice(0, 64 - stamp.length - 1)}.${stamp}`;
}
