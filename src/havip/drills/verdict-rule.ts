import type { Problem } from '../../core/problem.ts';
import type { Expectation } from './expectation.ts';
import type { Measurement } from './measure.ts';

/** How a drill ended, beside what was measured. */
export interface Ending {
  /** What was not as it should be when it was over; empty when the cluster was at rest. */
  readonly ailments: readonly string[];
  /** Who probed. */
  readonly prober: string;
  /** For how long nothing was heard of it, in milliseconds. */
  readonly proberSilentMs: number;
}

/** One way to fail, if what was measured shows it. */
export type Rule = (measured: Measurement, expected: Expectation, ending: Ending) => Problem | undefined;

/** A problem that a rule finds. */
export function problem(code: Problem['code'], summary: string, detail: string, fix: string): Problem {
  return { code, summary, detail, fix };
}
