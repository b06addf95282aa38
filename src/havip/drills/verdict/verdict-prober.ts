import type { Problem } from '../../../core/problem.ts';
import type { ProbeSeries } from '../watch/observation.ts';
import { STILL_MS } from '../watch/situation.ts';
import type { Measurement } from './measure.ts';
import { type Ending, problem, type Rule } from './verdict-rule.ts';

/** The code of a drill that was not measured, because whoever probes stood still. */
const PROBER_STOOD_STILL = 'verify.prober-stood-still';

/** The code of a drill of which not all was seen, because one of the nodes was not heard to its end. */
const NODE_UNHEARD = 'verify.node-unheard';

/** Whether all that is wrong is that whoever probes or watches stood still, which says nothing of what was to be measured. */
export function wasNotMeasured(problems: readonly Problem[]): boolean {
  return problems.length > 0 && problems.every(isInconclusive);
}

/** Whether a problem says no more than that something was not seen. */
export function isInconclusive(problem: Problem): boolean {
  return isProbers(problem) || problem.code === NODE_UNHEARD;
}

/** Whether it was whoever probes that did not see it. */
export function isProbers({ code }: Problem): boolean {
  return code === PROBER_STOOD_STILL;
}

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

/** It had no answer any more, though it was asked to the end. */
export function isSilent({ silent }: Measurement, series: ProbeSeries, { unasked }: Ending): boolean {
  return silent.includes(series) && unasked[series] === undefined;
}

/** It had no answer any more, of somebody who asks no more: for how long, or undefined. */
export function blindForMs(
  { silent }: Measurement,
  series: ProbeSeries,
  { unasked }: Ending,
): number | undefined {
  return silent.includes(series) ? unasked[series] : undefined;
}

/** What probes stood still: what it did not ask is no silence of the address. */
export const proberStoodStill: Rule = (measured, { address, maxInterruptionMs, once }, ending) => {
  const fromHere = blindForMs(measured, 'public', ending);
  const silentMs = blindForMs(measured, 'address', ending) ?? blindForMs(measured, 'service', ending);
  if (silentMs !== undefined) return stoodStill(ending.prober, silentMs, address);
  if (once !== true && isBlindlySlow(measured, maxInterruptionMs)) {
    const what = `${ending.prober} sent no probe for ${Math.round(unmeasuredMs(measured))} ms`;
    return notMeasured(ending.prober, `${what}: how long ${address} was away is not known.`);
  }
  return fromHere === undefined ? undefined : stoodStill('this machine', fromHere, address);
};

function stoodStill(prober: string, silentMs: number, address: string): Problem {
  const what = `No probe of ${prober} was heard of for the last ${Math.round(silentMs)} ms`;
  return notMeasured(prober, `${what}: how long ${address} was away is not known.`);
}

function notMeasured(prober: string, detail: string): Problem {
  return problem(
    PROBER_STOOD_STILL,
    'The machine that probes stood still, so the failover was not measured',
    detail,
    `Give ${prober} processor time, or name another machine as verify.witness, and run verify again.`,
  );
}

/** What a node did not tell is neither a fault of it nor a proof. */
export const nodeUnheard: Rule = (_measured, { address }, { stoodStill: nodes }) => {
  if (nodes.length === 0) return undefined;
  const who = nodes.join(' and ');
  return problem(
    NODE_UNHEARD,
    'A node stood still or was not heard, so not all of the failover was seen',
    `Nothing was heard of ${who} for ${STILL_MS / 1000} s or more: whether it had ${address} meanwhile is not known.`,
    `See what keeps programs from running on ${who} (processor time, memory, disks), and run verify again.`,
  );
};

/** Why no failure was caused, where nothing was seen that speaks against it. */
export function nothingSeenBefore(prober: string, unheard: readonly string[]): Problem {
  const who = unheard.length > 0 ? unheard.join(' and ') : prober;
  return {
    code: unheard.length > 0 ? NODE_UNHEARD : PROBER_STOOD_STILL,
    summary: `${who} stood still before the drill, so nothing was drilled`,
    detail: `Nothing was touched: too little was heard of ${who} to know that all is well, and nothing that speaks against it.`,
    fix: `Give ${who} processor time${unheard.length > 0 ? '' : ', or name another machine as verify.witness'}, and run verify again.`,
  };
}
