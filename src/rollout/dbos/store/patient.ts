import { pause } from '../../../core/pause.ts';

/** SQLSTATE classes and codes of a server that is away, stops or starts: 08, 57P01, 57P02, 57P03. */
const AWAY = /^(08...|57P0[123])$/;

/** How the client calls a connection that has broken. */
const BROKEN =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND|ENOENT)$/;

/** Whether a query failed because the server could not be talked to, so that the same may go well later. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isAway);
  if ('code' in error && typeof error.code === 'string')
    return AWAY.test(error.code) || BROKEN.test(error.code);
  return /^Connection terminated|^Client has encountered a connection error|timeout exceeded/.test(
    error.message,
  );
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;

/** Does a query again until the server answers; rejects when it does with an error, or when it is time to end. */
export async function patiently<T>(signal: AbortSignal, query: () => Promise<T>): Promise<T> {
  for (let waitMs = FIRST_PAUSE_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_PAUSE_MS)) {
    try {
      return await query();
    } catch (error) {
      if (signal.aborted || !isAway(error)) throw error;
      await pause(waitMs, signal);
    }
  }
}
