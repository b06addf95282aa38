import type { Clock } from '../../../core/clock.ts';

const LONGEST = 64;

/** A token that the cloud cannot have met: the given one with the time. */
export function freshToken(token: string, clock: Clock): string {
  const stamp = clock.wall().getTime().toString(36);
  return `${token.slice(0, LONGEST - stamp.length - 1)}.${stamp}`;
}
