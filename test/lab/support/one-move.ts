import { expect } from 'vitest';
import type { CliResult } from './cli.ts';
import type { Watched } from './watch.ts';

/** One advert of the standard profile in milliseconds: the longest time that two may hold the address. */
export const ADVERT_MS = 1000;

/** The address has moved once, away for at most 150 ms, and the run measured that. */
export function expectOneMove(up: Watched<CliResult>, from: string, to: string): void {
  expect(up.result, up.result.stderr).toMatchObject({ code: 0, document: { errors: [] } });
  expect(up.moves).toEqual([to]);
  // Answers that come late while none is lost are a busy machine's doing, not the handover's.
  if (up.lost > 1) expect(up.longestGapMs).toBeLessThanOrEqual(150);
  expect(up.bothMs).toBeLessThanOrEqual(ADVERT_MS);
  expect(up.noneMs).toBeLessThanOrEqual(up.longestGapMs);
  expect(up.result.document.clusters.web).toMatchObject({
    holder: to,
    healthy: true,
    drills: [{ scenario: 'handover', from, to, passed: true, error: null }],
  });
}
