import type { ProbeSample, Timeline } from '../core/timeline.ts';
import type { ProbeSeries } from './observation.ts';

/** A time without an answer. */
export interface Pause {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The longer of the two pauses that a user of the address would have met. */
export function longestInterruption({ probes, service = [] }: Timeline): Pause | null {
  const [address, behind] = [longestPause(answersIn(probes)), longestPause(answersIn(service))];
  if (address === null || behind === null) return address ?? behind;
  return behind.toMs - behind.fromMs > address.toMs - address.fromMs ? behind : address;
}

/**
 * Which series had no answer any more when it was over. A public address that never answered says nothing by
 * its silence.
 */
export function silentSeries(
  timeline: Timeline,
  endedMs: number,
  patienceMs: number,
): readonly ProbeSeries[] {
  const isSilent = (samples: readonly ProbeSample[] | undefined, silentWithoutAny: boolean) => {
    if (samples === undefined) return false;
    const last = answersIn(samples).at(-1);
    return last === undefined ? silentWithoutAny : endedMs - last > patienceMs;
  };
  const { probes, service, public: open } = timeline;
  return [
    ...(isSilent(probes, true) ? (['address'] as const) : []),
    ...(isSilent(service, true) ? (['service'] as const) : []),
    ...(isSilent(open, false) ? (['public'] as const) : []),
  ];
}

function answersIn(samples: readonly ProbeSample[]): readonly number[] {
  return samples
    .filter((probe) => probe.rttMs !== null)
    .map((probe) => probe.atMs)
    .sort((a, b) => a - b);
}

function longestPause(answers: readonly number[]): Pause | null {
  let longest: Pause | null = null;
  answers.forEach((toMs, index) => {
    const fromMs = answers[index - 1];
    if (fromMs === undefined) return;
    if (longest === null || toMs - fromMs > longest.toMs - longest.fromMs) longest = { fromMs, toMs };
  });
  return longest;
}
