import type { HostFacts } from '../facts.ts';
import type { RuleId } from '../rule.ts';
import { CLUSTER_EXAMPLES } from './cluster.ts';
import type { Change, Example } from './example.ts';
import { FILE_EXAMPLES } from './file.ts';
import { GOOD, GOOD_HOST, GOOD_PEER } from './good.ts';
import { HOST_EXAMPLES } from './host.ts';

/** One side of an example, as a whole. */
export interface Side {
  readonly text: string;
  readonly peer?: string;
  readonly facts?: HostFacts;
}

/** The example of a rule: every rule has one. */
export function exampleOf(id: RuleId): Example | undefined {
  return FILE_EXAMPLES[id] ?? CLUSTER_EXAMPLES[id] ?? HOST_EXAMPLES[id];
}

/** The bad and the good example as whole configurations. */
export function sidesOf({ bad, both = [], peer, facts }: Example): {
  readonly bad: Side;
  readonly good: Side;
} {
  const base = changed(GOOD, both);
  return {
    bad: {
      text: changed(base, bad),
      ...(peer === undefined ? {} : { peer: changed(GOOD_PEER, peer) }),
      ...(facts === undefined ? {} : { facts: { ...GOOD_HOST, ...facts } }),
    },
    good: {
      text: base,
      ...(peer === undefined ? {} : { peer: GOOD_PEER }),
      ...(facts === undefined ? {} : { facts: GOOD_HOST }),
    },
  };
}

function changed(text: string, changes: readonly Change[]): string {
  return changes.reduce((before, [from, to]) => before.replace(from, () => to), text);
}
