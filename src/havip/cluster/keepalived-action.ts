import { changesOf, type HostPlan } from '../../engine/plan.ts';
import type { Change } from '../../resources/resource.ts';

/** What a plan does to the node's keepalived; other services do not hold the address. */
export function keepalivedAction(plan: HostPlan): Change['action'] {
  return changesOf(plan).find(({ resource }) => resource.id === 'service:keepalived')?.change.action;
}
