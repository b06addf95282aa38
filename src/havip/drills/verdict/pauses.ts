import type { ProbeSample, Timeline } from '../../../core/events/timeline.ts';
import { longestPause, type Pause } from '../../../core/figures/longest-pause.ts';
import type { ProbeSeries } from '../watch/observation.ts';

/** The longer of the two pauses that a user of the address would have met. */
export function longestInterruption({ probes, service = [] }: Timeline): Pause | null {
  const [address, behind] = [longestPause(probes), longestPause(service)];
  if (address === undefined || behind === undefined) return address ?? behind ?? null;
  return lengthOf(behind) > lengthOf(address) ? behind : address;
}

/**
 * Of the longest interruption, the milliseconds in which whoever probes sent nothing, though it was due. A machine that
 * probes goes on with its numbers while nobody answers; one that stands still does not.
 */
export function unsentMs({ probes, service = [] }: Timeline): number {
  const unsent = [probes, service].map((samples) => {
    const pause = longestPause(samples);
    return pause === undefined
      ? { lengthMs: 0, unsent: 0 }
      : { lengthMs: lengthOf(pause), unsent: unsentIn(samples, pause) };
  });
  return unsent.reduce((longest, each) => (each.lengthMs > longest.lengthMs ? each : longest)).unsent;
}

function lengthOf({ fromMs, toMs }: Pause): number {
  return toMs - fromMs;
}

function unsentIn(samples: readonly ProbeSample[], pause: Pause): number {
  const times = samples.map(({ atMs }) => atMs).sort((a, b) => a - b);
  const steps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs));
  const usual = steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const sent = samples.filter(
    ({ atMs, rttMs }) => rttMs === null && atMs >= pause.fromMs && atMs <= pause.toMs,
  );
  return Math.max(0, lengthOf(pause) - (sent.length + 1) * usual);
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
