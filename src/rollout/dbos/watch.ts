import { pause } from '../../core/pause.ts';

const SHORTEST_MS = 50;
const LONGEST_MS = 1000;

/** Asks each so many milliseconds, and not at once, until there is an answer; undefined once the signal is aborted. */
export async function askedEvery<T>(
  milliseconds: number,
  signal: AbortSignal,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (;;) {
    await pause(milliseconds, signal);
    if (signal.aborted) return undefined;
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
}

/** Asks again and again, more seldom with time, until there is an answer; undefined once the signal is aborted. */
export async function asked<T>(
  signal: AbortSignal,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let waitMs = SHORTEST_MS; !signal.aborted; waitMs = Math.min(waitMs * 1.5, LONGEST_MS)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(waitMs, signal);
  }
  return undefined;
}
