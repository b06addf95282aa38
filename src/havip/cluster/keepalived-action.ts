import { changesOf, type HostPlan } from '../../engine/plan.ts';

/** What a plan does to the node's keepalived; other services do not hold the address. */
export function keepalivedAction(plan: HostPlan): 'start' | 'reload' | 'restart' | undefined {
  return effectOn(plan)?.kind;
}

/** How that is taken back, where not in the same way. */
export function keepalivedUndo(plan: HostPlan): 'restart' | undefined {
  return effectOn(plan)?.undo;
}

function effectOn(plan: HostPlan) {
  for (const { change } of changesOf(plan))
    for (const effect of change.effects ?? [])
      if ('service' in effect && effect.service === 'keepalived' && effect.kind !== 'stop')
        return { kind: effect.kind, undo: effect.undo };
  return undefined;
}
