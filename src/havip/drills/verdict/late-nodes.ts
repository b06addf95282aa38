import type { Problem, ProblemCode } from '../../../core/problem.ts';
import type { Situation } from '../watch/situation.ts';
import type { Expectation } from './expectation.ts';

/** Of the time after which a backup takes over, what a node may stand still. */
const BEARABLE = 1 / 3;

/** What can come of adverts that are late, besides of what each of these names by itself. */
const COMES_OF_IT: readonly ProblemCode[] = [
  'verify.unhealthy-before',
  'verify.two-holders',
  'verify.wrong-node',
  'verify.moved-from-well',
  'verify.flapping',
  'verify.slow-takeover',
  'verify.probes-lost',
  'verify.not-restored',
];

/**
 * Problems that late adverts may be behind, with the nodes that were short of processor time during the drill: a
 * master that stands still is silent, and one that was silent has a second holder.
 */
export function withLateNodes(
  problems: readonly Problem[],
  { nodes }: Pick<Situation, 'nodes'>,
  { masterDownMs }: Pick<Expectation, 'masterDownMs'>,
): readonly Problem[] {
  const late = Object.entries(nodes).flatMap(([name, { lateMs = 0 }]) =>
    lateMs > masterDownMs * BEARABLE ? [`${name} ran up to ${lateMs} ms late`] : [],
  );
  if (late.length === 0) return problems;
  return problems.map((problem) =>
    COMES_OF_IT.includes(problem.code)
      ? {
          ...problem,
          detail: `${problem.detail ?? problem.summary} Meanwhile ${late.join(', and ')} for want of processor time, its adverts as well; a node takes over after ${Math.round(masterDownMs)} ms without one.`,
          fix: 'Give the machines more processor time, or set a longer havip.advert_int (with profile: fast, take standard), and run again.',
        }
      : problem,
  );
}
