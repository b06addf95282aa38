import type { DrillResult } from '../../core/events/document.ts';
import type { ProbeSample } from '../../core/events/timeline.ts';
import type { RecordedDrill } from '../documents/record.ts';
import { formatInterruption } from '../words/drill-line.ts';
import { formatDuration } from '../words/duration.ts';

/** Probes do not come to the millisecond: a pause of so many times the interval is still the interval. */
const JITTER = 1.25;

/**
 * The interruption in words. Where every probe was answered in time it was too short to be seen, and all that is
 * known is that it was shorter than the longest time between two probes.
 */
export function interruptionWords(recorded: RecordedDrill): string {
  const { interruptionMs } = recorded.drill;
  if (interruptionMs === null) return 'no end';
  const belowMs = unseenBelowMs(recorded);
  return belowMs === undefined
    ? formatInterruption(recorded.drill)
    : `none lost, below ${formatDuration(belowMs)}`;
}

/** What an interruption was shorter than that no probe has seen, in ms; undefined where one was seen. */
export function unseenBelowMs({ drill, timeline }: RecordedDrill): number | undefined {
  if (drill.lost > 0 || drill.interruptionMs === null) return undefined;
  const intervalMs = timeline.intervalMs ?? usualPauseMs(timeline.probes);
  // An answer that took longer than that came late because nobody had the address.
  if (intervalMs === undefined || timeline.probes.some(({ rttMs }) => (rttMs ?? 0) > intervalMs))
    return undefined;
  return drill.interruptionMs > JITTER * intervalMs ? drill.interruptionMs : intervalMs;
}

/** The longest of several drills: one that never ended, else the longest that was seen, else the widest bound. */
export function longestInterruption(drills: readonly RecordedDrill[]): string {
  const seen = drills.filter((each) => unseenBelowMs(each) === undefined);
  const worst = longestOf(seen.length > 0 ? seen : drills);
  return worst === undefined ? '–' : interruptionWords(worst);
}

function longestOf(drills: readonly RecordedDrill[]): RecordedDrill | undefined {
  const length = ({ drill }: { drill: DrillResult }) => drill.interruptionMs ?? Number.POSITIVE_INFINITY;
  return [...drills].sort((a, b) => length(b) - length(a))[0];
}

/** The time between two probes in the middle of all such times, in ms; undefined with fewer than two. */
function usualPauseMs(probes: readonly ProbeSample[]): number | undefined {
  const times = probes.map(({ atMs }) => atMs).sort((a, b) => a - b);
  const pauses = times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs));
  const middle = pauses.sort((a, b) => a - b)[Math.floor(pauses.length / 2)];
  return middle === undefined ? undefined : Math.round(middle);
}
