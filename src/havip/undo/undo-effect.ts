import type { Effect } from '../../core/events/document.ts';
import { begunChanges } from '../../engine/journal/records.ts';
import type { Cluster } from '../../inventory/types.ts';
import type { StepEffect } from '../../resources/steps/effect.ts';
import type { UndoTarget } from '../../run/unit/policy.ts';
import { lossSeconds } from '../cluster/effect.ts';
import { apartSeconds, clusterTiming } from '../cluster/state/timing.ts';

/** What `plan` calls nothing lost. */
const NOTHING_SECONDS = 0.05;

/** Whether the undo restarts keepalived, as what is undone has, or since what comes back needs it. */
export function restarts(target: UndoTarget): boolean {
  return didToKeepalived(target).has('restart');
}

/** It was stopped while another one changed. */
export function stoodApart(target: UndoTarget): boolean {
  return didToKeepalived(target).has('stand-apart');
}

/** It has kept its keepalived running through the change, and does so through its undo. */
export function reloads(target: UndoTarget): boolean {
  const did = didToKeepalived(target);
  return did.has('reload') && !['restart', 'start', 'stand-apart'].some((kind) => did.has(kind));
}

/**
 * What taking journals back would do to the floating address, by what the runs on record did to keepalived.
 *
 * @param isAlone no other cluster is on its machines
 */
export function undoEffect(
  cluster: Cluster,
  holders: readonly string[],
  targets: readonly UndoTarget[],
  isAlone = true,
): Effect {
  const effect = effectOfUndo(cluster, holders, targets, isAlone);
  const more = holders.length === 0 ? 0 : Math.max(0, ...targets.flatMap(moreSeconds));
  if (more === 0 || effect.kind === 'end') return effect;
  return { kind: 'move', seconds: more + (effect.kind === 'move' ? effect.seconds : 0) };
}

/** What the address will see, in a sentence for whoever takes journals back; undefined where that is nothing. */
export function undoWords({ name, havip }: Cluster, effect: Effect): string | undefined {
  const address = havip.addresses[0] ?? 'the address';
  if (effect.kind === 'move')
    return effect.seconds < NOTHING_SECONDS
      ? `${name}: ${address} will move, with nothing lost`
      : `${name}: ${address} will be away for about ${effect.seconds.toFixed(1)} s`;
  return effect.kind === 'end' ? `${name}: nobody will have ${address} afterwards` : undefined;
}

function effectOfUndo(
  cluster: Cluster,
  holders: readonly string[],
  targets: readonly UndoTarget[],
  isAlone: boolean,
): Effect {
  const did = targets.map((target) => ({ target, kinds: didToKeepalived(target) }));
  const holder = did.find(({ target }) => holders.includes(target.host.name));
  if (holder !== undefined) {
    const { kinds, target } = holder;
    const seconds = lossSeconds(cluster, target.session.facts);
    if (did.some((each) => each.kinds.has('stand-apart')))
      return { kind: 'move', seconds: secondsApart(cluster, target, targets, isAlone) };
    // What was started is stopped again; somebody else may take the address then, if it goes on there.
    if (kinds.has('start'))
      return did.length === cluster.members.length && did.every((each) => each.kinds.has('start'))
        ? { kind: 'end' }
        : { kind: 'move', seconds };
    if (kinds.has('restart')) return { kind: 'move', seconds };
  }
  return did.some(({ kinds }) => kinds.has('reload')) ? { kind: 'reload' } : { kind: 'none' };
}

/** A holder that reloads may have its instance bound anew by that. */
const RELOAD_SECONDS = 0.1;

function secondsApart(
  cluster: Cluster,
  holder: UndoTarget,
  targets: readonly UndoTarget[],
  isAlone: boolean,
): number {
  if (reloads(holder)) return RELOAD_SECONDS;
  const handsOver = isAlone && stoodApart(holder) && targets.filter(reloads).length === 1;
  if (handsOver) return lossSeconds(cluster, holder.session.facts) + RELOAD_SECONDS;
  // By the priority that it had, it may wait an interval longer.
  return apartSeconds(cluster) + clusterTiming(cluster).advertMs / 1000;
}

/**
 * What the steps that were begun did to keepalived, or what takes them back where that is more; those of other services
 * move no address.
 */
function didToKeepalived(target: UndoTarget): ReadonlySet<string> {
  return new Set(
    effectsOnIt(target).map((effect) => ('undo' in effect ? (effect.undo ?? effect.kind) : effect.kind)),
  );
}

/** Seconds beyond those of the same again. */
function moreSeconds(target: UndoTarget): readonly number[] {
  return effectsOnIt(target).map((effect) => ('undoAwayMs' in effect ? (effect.undoAwayMs ?? 0) : 0) / 1000);
}

function effectsOnIt({ records }: UndoTarget): readonly StepEffect[] {
  return records
    .flatMap(begunChanges)
    .flatMap((change) => change.effects)
    .filter((effect) => !('service' in effect) || effect.service === 'keepalived');
}
