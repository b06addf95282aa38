import { vi } from 'vitest';

/** Lets time that is not real pass until a promise has settled. */
export async function inTime<T>(promise: Promise<T>): Promise<T> {
  let settled = false;
  const note = () => {
    settled = true;
  };
  promise.then(note, note);
  while (!settled) await vi.advanceTimersByTimeAsync(5);
  return promise;
}
