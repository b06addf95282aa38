import type { Effect } from '../../core/events/document.ts';

/** What a change does to the floating address, in words. */
export function formatEffect(effect: Effect): string {
  switch (effect.kind) {
    case 'none':
      return 'nothing';
    case 'reload':
      return `reload, the address does not move${formatStopped(effect)}`;
    case 'end':
      return 'ends: nobody serves it afterwards';
    case 'start':
      return 'starts keepalived (nothing serves yet)';
    case 'move':
      return `moves, ${formatSeconds(effect.seconds)}${formatLimit(effect)}${formatStopped(effect)}`;
  }
}

/** The same for a cluster in the plan's last line. */
export function formatEffectSummary(effect: Effect): string {
  return effect.kind === 'move'
    ? `moves once, ${formatSeconds(effect.seconds)}${formatLimit(effect)}`
    : formatEffect(effect);
}

/** That nobody stands by while the holder changes. */
function formatStopped({ standbysStopped = [] }: Extract<Effect, { kind: 'reload' | 'move' }>): string {
  if (standbysStopped.length === 0) return '';
  const are = standbysStopped.length === 1 ? 'is' : 'are';
  return `, while ${standbysStopped.join(' and ')} ${are} stopped and cannot take it over`;
}

/** One decimal, without a needless `.0`. */
function formatSeconds(seconds: number): string {
  return seconds < 0.05 ? 'nothing lost' : `about ${Number(seconds.toFixed(1))} s`;
}

/** That a change takes longer than a failover may. */
function formatLimit({ limitSeconds }: Extract<Effect, { kind: 'move' }>): string {
  return limitSeconds === undefined
    ? ''
    : ` (verify.max_interruption is ${Number(limitSeconds.toFixed(1))} s)`;
}
