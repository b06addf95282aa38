import { GIVE_UP_MS } from '../programs/service-probe.ts';
import type { MachineClock } from '../watch/machine-clock.ts';
import type { Observe, ProbeSeries, SamplerNote } from '../watch/observation.ts';
import { millisecondsOf } from './fields.ts';

/** A probe that failed is told with when it was sent; a whole second for what the machine takes to tell it. */
const KEPT_BACK_MS = GIVE_UP_MS + 1000;

interface ServiceLinesOptions {
  readonly series: ProbeSeries;
  readonly clock: MachineClock;
  readonly observe: Observe;
  readonly note: (note: SamplerNote) => void;
}

/** Understands what `serviceProbe` prints. */
export function serviceLines(options: ServiceLinesOptions): (line: string, arrivedMs: number) => void {
  const { series, clock, observe, note } = options;
  const beat = (wallMs: number | undefined, uptimeMs: number | undefined, arrivedMs: number) => {
    if (wallMs !== undefined && uptimeMs !== undefined) clock.sync(wallMs, uptimeMs, arrivedMs);
  };
  const probed = (answered: boolean, [number, wall, sent]: readonly string[], arrivedMs: number) => {
    const wallMs = millisecondsOf(wall);
    const atMs =
      wallMs === undefined ? undefined : clock.toControlMs(wallMs, arrivedMs, answered ? 0 : KEPT_BACK_MS);
    const sequence = Number(number);
    if (wallMs === undefined || atMs === undefined || !Number.isInteger(sequence)) return;
    const tookMs = wallMs - (millisecondsOf(sent) ?? wallMs);
    // One during which the clock was set says nothing of how long it took.
    const rttMs = tookMs >= 0 && tookMs <= KEPT_BACK_MS ? tookMs : 0;
    if (answered) observe({ kind: 'answered', series, sequence, atMs, rttMs });
    else observe({ kind: 'unanswered', series, sequence, sentMs: atMs });
  };
  return (line, arrivedMs) => {
    const [kind, ...fields] = line.split(' ');
    if (kind === 'X') note({ kind: 'cannot', reason: fields[0] ?? '', lastWords: '' });
    else if (kind === 'T') beat(millisecondsOf(fields[0]), millisecondsOf(fields[1]), arrivedMs);
    else if (kind === 'A' || kind === 'L') probed(kind === 'A', fields, arrivedMs);
  };
}
