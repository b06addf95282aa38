import type { FoundCluster } from '../found.ts';
import { priorities, stepToUnseen } from '../ranks.ts';

/** The highest priority that a weight may lead to. */
const HIGHEST = 254;

/**
 * A weight as an inventory takes it: 0, which makes a failure a fault, for one that moves nothing. That is so
 * where nobody takes the address back, and where it does not reach from the highest priority past the next.
 */
export function usableWeight(cluster: FoundCluster, weight: number): number {
  const [first, second] = cluster.members;
  const found = first.speaker.priority;
  const [own = found, next = found] = priorities([
    found,
    second?.speaker.priority ?? found - stepToUnseen(cluster),
  ]);
  const reaches = Math.abs(weight) > own - next && own + Math.max(0, weight) <= HIGHEST;
  return first.speaker.preempts && reaches ? weight : 0;
}
