import { pause } from '../../core/pause.ts';

const SHORTEST_MS = 50;
const LONGEST_MS = 1000;

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
