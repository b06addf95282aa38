import { changesOf, type HostPlan } from '../../engine/plan.ts';

/** What a plan does to the node's keepalived; other services do not hold the address. */
export function keepalivedAction(plan: HostPlan): 'start' | 'reload' | 'restart' | undefined {
  for (const { change } of changesOf(plan))
    for (const effect of change.effects ?? [])
      if ('service' in effect && effect.service === 'keepalived' && effect.kind !== 'stop')
        return effect.kind;
  return undefined;
}
