import { longestPause, type Pause } from '../../core/longest-pause.ts';
import type { ProbeSample, Timeline } from '../../core/timeline.ts';
import type { ProbeSeries } from './observation.ts';

/** The longer of the two pauses that a user of the address would have met. */
export function longestInterruption({ probes, service = [] }: Timeline): Pause | null {
  const [address, behind] = [longestPause(probes), longestPause(service)];
  if (address === undefined || behind === undefined) return address ?? behind ?? null;
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
    const last = samples.reduce(
      (latest, { atMs, rttMs }) => (rttMs === null ? latest : Math.max(latest, atMs)),
      Number.NEGATIVE_INFINITY,
    );
    return last === Number.NEGATIVE_INFINITY ? silentWithoutAny : endedMs - last > patienceMs;
  };
  const { probes, service, public: open } = timeline;
  return [
    ...(isSilent(probes, true) ? (['address'] as const) : []),
    ...(isSilent(service, true) ? (['service'] as const) : []),
    ...(isSilent(open, false) ? (['public'] as const) : []),
  ];
}
