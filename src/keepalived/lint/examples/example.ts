import type { HostFacts } from '../facts.ts';
import type { RuleId } from '../rule.ts';

/** One replacement in a text. */
export type Change = readonly [from: string, to: string];

/** What breaks one rule, and only that one, as changes of the good configuration. */
export interface Example {
  readonly bad: readonly Change[];
  /** Where both nodes belong to it: changes of the other node's good configuration. */
  readonly peer?: readonly Change[];
  /** Changes of the good configuration that both the bad and the good example have. */
  readonly both?: readonly Change[];
  /** What the host is like, where that is what is wrong. */
  readonly facts?: Partial<HostFacts>;
  /** Other rules that cannot but be broken with it. */
  readonly also?: readonly RuleId[];
  /** The releases of both nodes, where they matter. */
  readonly versions?: readonly [string, string];
}

export type Examples = Readonly<Partial<Record<RuleId, Example>>>;
