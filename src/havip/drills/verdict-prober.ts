import type { Problem } from '../../core/problem.ts';
import type { Measurement } from './measure.ts';
import { problem, type Rule } from './verdict-rule.ts';

/** The code of a drill that was not measured, because whoever probes stood still. */
const PROBER_STOOD_STILL = 'verify.prober-stood-still';

/** Whether all that is wrong is that whoever probes stood still, which says nothing of what was to be measured. */
export function wasNotMeasured(problems: readonly Problem[]): boolean {
  return problems.length > 0 && problems.every(isInconclusive);
}

export function isInconclusive({ code }: Problem): boolean {
  return code === PROBER_STOOD_STILL;
}

/** Whoever probes says something twice a second; silence of that length is no network's delay. */
const SILENT_MS = 3_000;

/** Milliseconds of a pause without a probe that a busy machine or a network may bring with it. */
const BEARABLE_MS = 500;

/** Of the interruption, the milliseconds in which nobody looked; 0 where that is little. */
export function unmeasuredMs({ interruption, unsentMs }: Measurement): number {
  if (interruption === null) return 0;
  const isMuch = unsentMs >= BEARABLE_MS && unsentMs * 2 >= interruption.toMs - interruption.fromMs;
  return isMuch ? unsentMs : 0;
}

/** It would be told as too slow, and the time in which nobody looked decides it: that is no measurement. */
export function isBlindlySlow(measured: Measurement, maxInterruptionMs: number): boolean {
  const { interruption } = measured;
  if (interruption === null) return false;
  const lengthMs = interruption.toMs - interruption.fromMs;
  return lengthMs > maxInterruptionMs && lengthMs - unmeasuredMs(measured) <= maxInterruptionMs;
}

/** It had no answer any more, of somebody who asks no more. */
export function isBlindlySilent({ silent }: Measurement, proberSilentMs: number): boolean {
  return silent.some((series) => series !== 'public') && proberSilentMs >= SILENT_MS;
}

/** The machine that probes stood still: what it did not ask is no silence of the address. */
export const proberStoodStill: Rule = (measured, { address, maxInterruptionMs, once }, ending) => {
  const { prober, proberSilentMs } = ending;
  const isSilent = isBlindlySilent(measured, proberSilentMs);
  if (!isSilent && (once === true || !isBlindlySlow(measured, maxInterruptionMs))) return undefined;
  const what = isSilent
    ? `Nothing was heard of ${prober} for the last ${Math.round(proberSilentMs)} ms`
    : `${prober} sent no probe for ${Math.round(unmeasuredMs(measured))} ms`;
  return problem(
    PROBER_STOOD_STILL,
    'The machine that probes stood still, so the failover was not measured',
    `${what}: how long ${address} was away is not known.`,
    `Give ${prober} processor time, or name another machine as verify.witness, and run verify again.`,
  );
};
