import type { Clock } from '../core/clock.ts';

/** Requests that may follow each other at once, and then one in each interval: 15 in any one second. */
const BURST = 5;
const INTERVAL_MS = 100;

/** Lets requests go one by one. */
export interface Pace {
  /** Resolves when the next request may be sent. */
  turn(): Promise<void>;
}

/** A token bucket that hands out turns in the order they were asked for. */
export function createPace(clock: Clock, sleep: (ms: number) => Promise<void>): Pace {
  let full = Number.NEGATIVE_INFINITY;
  return {
    async turn() {
      const now = clock.monotonicMs();
      // `full` is when the bucket will have all its tokens again; each turn takes one.
      full = Math.max(full, now) + INTERVAL_MS;
      const wait = full - BURST * INTERVAL_MS - now;
      if (wait > 0) await sleep(wait);
    },
  };
}
