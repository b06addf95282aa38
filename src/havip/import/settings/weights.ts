import type { FoundCluster } from '../found.ts';
import { priorities, stepToUnseen } from '../ranks.ts';

/** The highest priority that a weight may lead to. */
const HIGHEST = 254;

/**
 * Whether a weight can move the address: not where nobody takes it back, nor where it does not reach from the
 * highest priority past the next.
 */
export function moves(cluster: FoundCluster, weight: number): boolean {
  const [first, second] = cluster.members;
  const found = first.speaker.priority;
  const [own = found, next = found] = priorities([
    found,
    second?.speaker.priority ?? found - stepToUnseen(cluster),
  ]);
  const reaches = Math.abs(weight) > own - next && own + Math.max(0, weight) <= HIGHEST;
  return first.speaker.preempts && reaches;
}

/** What is watched with a weight that moves nothing, by its name. */
export function idleWeights(
  cluster: FoundCluster,
  lists: readonly unknown[],
): readonly { readonly name: string; readonly weight: number }[] {
  const raised = lists.flatMap(weighted);
  const highest =
    cluster.members[0].speaker.priority + raised.reduce((sum, { weight }) => sum + Math.max(0, weight), 0);
  return raised.filter(({ weight }) => !moves(cluster, weight) || (weight > 0 && highest > HIGHEST));
}

function weighted(list: unknown): readonly { readonly name: string; readonly weight: number }[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: { name?: string; interface?: string; weight?: number }) =>
    entry.weight === undefined || entry.weight === 0
      ? []
      : [{ name: entry.name ?? entry.interface ?? '', weight: entry.weight }],
  );
}
