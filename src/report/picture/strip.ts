import type { ProbeSample } from '../../core/events/timeline.ts';
import { type Markup, markup } from '../documents/markup.ts';
import { formatMilliseconds } from '../words/duration.ts';
import { roundUp } from './round-up.ts';
import { overlaps, position, type Window } from './window.ts';

/** Answers and losses of one prober. */
export interface Strip {
  readonly title: string;
  readonly probes: readonly ProbeSample[];
}

/** Heights in CSS pixels: the answers, and below them the losses. */
export const ANSWERS_HEIGHT = 56;
export const LOST_HEIGHT = 12;

/** Columns of a strip: more bars than that would lie on one another anyway. */
const COLUMNS = 1000;

/** Round-trip times of more than so many times the usual one reach out of the strip. */
const ABOVE_USUAL = 4;

/** The round-trip time at the top of a strip, in milliseconds. */
export function scaleOf(probes: readonly ProbeSample[]): number {
  const times = answered(probes).sort((a, b) => a - b);
  const highest = times.at(-1) ?? 1;
  const usual = times[Math.floor(times.length * 0.75)] ?? highest;
  return roundUp(Math.min(highest, usual * ABOVE_USUAL), [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]);
}

/** The bars of a strip whose top is at `top`; each is as high as its round trip was long. */
export function drawStrip({ probes }: Strip, window: Window, top: number, scaleMs: number): Markup {
  const seen = probes.filter(({ atMs }) => overlaps({ fromMs: atMs, toMs: atMs }, window));
  const columns = new Map<number, number>();
  const lost = new Set<number>();
  for (const { atMs, rttMs } of seen) {
    const column = Math.round((position(atMs, window) / 100) * COLUMNS);
    if (rttMs === null) lost.add(column);
    else columns.set(column, Math.max(columns.get(column) ?? 0, rttMs));
  }
  const within = [...columns].filter(([, rttMs]) => rttMs <= scaleMs);
  const bars = within.map(([x, rttMs]) => `M${x} 100V${height(rttMs, scaleMs)}`).join('');
  const beyond = [...columns]
    .filter(([, rttMs]) => rttMs > scaleMs)
    .map(([x]) => `M${x} 100V0`)
    .join('');
  const crosses = [...lost].map((x) => `M${x} 0V100`).join('');
  const width = strokeWidth(seen.length);
  return markup`<svg y="${top}" width="100%" height="${ANSWERS_HEIGHT}" viewBox="0 0 ${COLUMNS} 100" preserveAspectRatio="none"><path class="answered" stroke-width="${width}" d="${bars}"/>${beyond !== '' && markup`<path class="beyond" stroke-width="${Math.max(2, width)}" d="${beyond}"/>`}</svg>
<line class="baseline" x1="0" x2="100%" y1="${top + ANSWERS_HEIGHT}" y2="${top + ANSWERS_HEIGHT}"/>
${crosses !== '' && markup`<svg y="${top + ANSWERS_HEIGHT + 3}" width="100%" height="${LOST_HEIGHT - 3}" viewBox="0 0 ${COLUMNS} 100" preserveAspectRatio="none"><path class="lost" stroke-width="${Math.max(2, width)}" d="${crosses}"/></svg>`}`;
}

/** `298 answered, 3 lost; round trip 0.09 ms as a rule, 1.2 ms at most` */
export function describeStrip({ probes }: Strip): string {
  const times = answered(probes).sort((a, b) => a - b);
  const counts = `${times.length} answered, ${probes.length - times.length} lost`;
  const [median, highest] = [times[Math.floor(times.length / 2)], times.at(-1)];
  if (median === undefined || highest === undefined) return counts;
  return `${counts}; round trip ${formatMilliseconds(median)} as a rule, ${formatMilliseconds(highest)} at most`;
}

function answered(probes: readonly ProbeSample[]): number[] {
  return probes.flatMap(({ rttMs }) => rttMs ?? []);
}

/** From 0 at the top to 100 at the bottom; the quickest answer still shows. */
function height(rttMs: number, scaleMs: number): number {
  return Math.round(100 - Math.max(6, (rttMs / scaleMs) * 100));
}

function strokeWidth(probes: number): number {
  if (probes <= 40) return 4;
  return probes <= 120 ? 2 : 1;
}
