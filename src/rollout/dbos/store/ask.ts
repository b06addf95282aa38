import type { Queries } from '../sdk.ts';
import { patiently } from './patient.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Sends one query, and waits for a server that is away. */
export type Ask = (text: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

/** @param signal aborted when nothing is waited for any more */
export function askOf(queries: Queries, signal: AbortSignal): Ask {
  // Told by the next query.
  queries.on('error', () => undefined);
  return async (text, values) => (await patiently(signal, () => queries.query(text, values))).rows;
}
