import type { Problem } from '../../../core/problem.ts';
import type { Expectation } from './expectation.ts';
import type { Measurement } from './measure.ts';
import type { Unasked } from './standstill.ts';

/** How a drill ended, beside what was measured. */
export interface Ending {
  /** What was seen not to be as it should when it was over; empty when the cluster was at rest. */
  readonly ailments: readonly string[];
  /** Who probed. */
  readonly prober: string;
  /** Of which series of probes nothing was heard any more, neither of an answer nor of a loss. */
  readonly unasked: Unasked;
  /** Nodes of which nothing was heard any more. */
  readonly unheard: readonly string[];
  /** These, and those that were heard again after a time that was no network's delay. */
  readonly stoodStill: readonly string[];
}

/** One way to fail, if what was measured shows it. */
export type Rule = (measured: Measurement, expected: Expectation, ending: Ending) => Problem | undefined;

/** A problem that a rule finds. */
export function problem(code: Problem['code'], summary: string, detail: string, fix: string): Problem {
  return { code, summary, detail, fix };
}
