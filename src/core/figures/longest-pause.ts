import type { ProbeSample } from '../events/timeline.ts';

/** A time between two answered probes. */
export interface Pause {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The longest time between two answered probes; undefined with fewer than two answers. */
export function longestPause(probes: readonly ProbeSample[]): Pause | undefined {
  const answers = probes
    .filter((probe) => probe.rttMs !== null)
    .map((probe) => probe.atMs)
    .sort((a, b) => a - b);
  let longest: Pause | undefined;
  answers.forEach((toMs, index) => {
    const fromMs = answers[index - 1];
    if (fromMs === undefined) return;
    if (longest === undefined || toMs - fromMs > longest.toMs - longest.fromMs) longest = { fromMs, toMs };
  });
  return longest;
}
