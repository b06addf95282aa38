import type { Effect } from '../../core/document.ts';
import { begunChanges } from '../../engine/journal/records.ts';
import type { Cluster } from '../../inventory/types.ts';
import type { UndoTarget } from '../../run/policy.ts';
import { lossSeconds } from '../cluster/effect.ts';
import { apartSeconds } from '../cluster/timing.ts';

/** Whether the undo restarts keepalived, as what is undone has, or since what comes back needs it. */
export function restarts(target: UndoTarget): boolean {
  return didToKeepalived(target).has('restart');
}

/** What taking journals back would do to the floating address, by what the runs on record did to keepalived. */
export function undoEffect(
  cluster: Cluster,
  holders: readonly string[],
  targets: readonly UndoTarget[],
): Effect {
  const did = targets.map((target) => ({ target, kinds: didToKeepalived(target) }));
  const holder = did.find(({ target }) => holders.includes(target.host.name));
  if (holder !== undefined) {
    const { kinds, target } = holder;
    const seconds = lossSeconds(cluster, target.session.facts);
    if (did.some((each) => each.kinds.has('stand-apart')))
      return { kind: 'move', seconds: apartSeconds(cluster) };
    // What was started is stopped again; somebody else may take the address then, if it goes on there.
    if (kinds.has('start'))
      return did.length === cluster.members.length && did.every((each) => each.kinds.has('start'))
        ? { kind: 'end' }
        : { kind: 'move', seconds };
    if (kinds.has('restart')) return { kind: 'move', seconds };
  }
  return did.some(({ kinds }) => kinds.has('reload')) ? { kind: 'reload' } : { kind: 'none' };
}

/**
 * What the steps that were begun did to keepalived, or what takes them back where that is more; those of other services
 * move no address.
 */
function didToKeepalived({ records }: UndoTarget): ReadonlySet<string> {
  const effects = records.flatMap(begunChanges).flatMap((change) => change.effects);
  return new Set(
    effects
      .filter((effect) => !('service' in effect) || effect.service === 'keepalived')
      .map((effect) => ('undo' in effect ? (effect.undo ?? effect.kind) : effect.kind)),
  );
}
