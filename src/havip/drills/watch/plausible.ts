import type { Clock } from '../../../core/clock.ts';
import type { Observation, Observe } from './observation.ts';

/** Milliseconds after now that a stamp may name, since clocks are read one after the other. */
const AHEAD_MS = 1000;

/** Milliseconds that a line may have been on its way: a connection that was cut hands on what it held back. */
const LATE_MS = 10 * 60_000;

/** Probes beyond those for which there was time. */
const SPARE_PROBES = 2000;

/**
 * Lets pass only what can have happened: no moment that is still to come, no probe for which there was no time
 * yet. What a machine says is data of unknown origin, and one number of it must not cost memory without end.
 */
export function plausible(observe: Observe, clock: Clock, intervalMs: number): Observe {
  const begunMs = clock.monotonicMs();
  const most = (nowMs: number) => SPARE_PROBES + (2 * (nowMs - begunMs)) / intervalMs;
  return (seen) => {
    const nowMs = clock.monotonicMs();
    const atMs = seen.kind === 'unanswered' ? seen.sentMs : seen.atMs;
    if (!(atMs <= nowMs + AHEAD_MS && atMs >= nowMs - LATE_MS)) return;
    if (isProbe(seen) && !(seen.sequence >= 0 && seen.sequence <= most(nowMs))) return;
    observe(seen);
  };
}

function isProbe(seen: Observation): seen is Extract<Observation, { readonly sequence: number }> {
  return seen.kind === 'answered' || seen.kind === 'unanswered';
}
