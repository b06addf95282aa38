import { it } from 'vitest';

/**
 * Whether every row runs on machines, as `npm run test:long` wants it. Without, `npm test` has a sample: of each kind
 * what no bench, model or cheaper row shows.
 */
export const EVERY_ROW = process.env.HAVIP_DEPLOY_EVERY_ROW === '1';

/** A test that only the long run has time for. */
export const longIt = it.runIf(EVERY_ROW);

/** The rows of a table that there is time for: the first ones, or all. */
export function sampleOf<Row>(count: number, rows: readonly Row[]): readonly Row[] {
  return EVERY_ROW ? rows : rows.slice(0, count);
}
