import { setTimeout as delay } from 'node:timers/promises';
import { failure, type Outcome } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';

/** sshd drops connections while too many log in at once (MaxStartups): waits before trying again, in ms. */
const WAITS_MS = [150, 400, 1_000, 2_500];

/** What came of one attempt, and whether the server only had no room for it. */
export interface Tried<T> {
  readonly outcome: Outcome<T>;
  readonly dropped: boolean;
}

/**
 * Logs in, and again where the server had no room for it, until `life` ends.
 * @param attempt is told why the one before it was in vain
 */
export async function whileDropped<T>(
  attempt: (before: Problem | undefined) => Promise<Tried<T>>,
  life: AbortSignal,
): Promise<Outcome<T>> {
  let before: Problem | undefined;
  for (const wait of [...WAITS_MS, undefined]) {
    const { outcome, dropped } = await attempt(before);
    if (outcome.ok || !dropped || wait === undefined || life.aborted) return outcome;
    before = outcome.problems[0];
    await delay(wait * (0.5 + Math.random()), undefined, { signal: life }).catch(() => undefined);
    if (life.aborted) return outcome;
  }
  return failure();
}
