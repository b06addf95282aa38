import type { Effect } from '../core/document.ts';

/** What a change does to the floating address, in words. */
export function formatEffect(effect: Effect): string {
  switch (effect.kind) {
    case 'none':
      return 'nothing';
    case 'reload':
      return 'reload, the address does not move';
    case 'start':
      return 'starts keepalived (nothing serves yet)';
    case 'move':
      return `moves, about ${formatSeconds(effect.seconds)}`;
  }
}

/** The same for a cluster in the plan's last line. */
export function formatEffectSummary(effect: Effect): string {
  return effect.kind === 'move' ? `moves once, about ${formatSeconds(effect.seconds)}` : formatEffect(effect);
}

/** One decimal, without a needless `.0`. */
function formatSeconds(seconds: number): string {
  return `${Number(seconds.toFixed(1))} s`;
}
