import type { MachineClock } from '../watch/machine-clock.ts';
import type { Observe, ProbeSeries, SamplerNote } from '../watch/observation.ts';
import { millisecondsOf } from './fields.ts';

const ANSWER = /^\[([0-9.]+)\] \d+ bytes from [^=]* icmp_seq=(\d{1,5}) ttl=\d+ time=([0-9.]+) ms/;
const NO_ANSWER = /^\[([0-9.]+)\] no answer yet for icmp_seq=(\d{1,5})$/;

/** An ICMP sequence number has 16 bits. */
const WRAP = 65_536;

interface ProbeLinesOptions {
  readonly series: ProbeSeries;
  readonly intervalMs: number;
  readonly clock: MachineClock;
  readonly observe: Observe;
  readonly note: (note: SamplerNote) => void;
}

/** Understands what `probe` prints. Lines of ping that are no answers are kept, to explain a failure. */
export function probeLines(options: ProbeLinesOptions): (line: string, arrivedMs: number) => void {
  const { series, clock, observe } = options;
  let intervalMs = options.intervalMs;
  let newest = 0;
  let lastWords = '';

  const unwrap = (text: string | undefined) => {
    const low = Number(text);
    const rounds = Math.round((newest - low) / WRAP);
    const sequence = low + Math.max(0, rounds) * WRAP;
    newest = Math.max(newest, sequence);
    return sequence;
  };
  const answer = (match: RegExpExecArray, arrivedMs: number) => {
    const atMs = clock.toControlMs(millisecondsOf(match[1]) ?? Number.NaN, arrivedMs);
    if (atMs === undefined) return;
    observe({ kind: 'answered', series, sequence: unwrap(match[2]), atMs, rttMs: Number(match[3]) });
  };
  const noAnswer = (match: RegExpExecArray, arrivedMs: number) => {
    const atMs = clock.toControlMs(millisecondsOf(match[1]) ?? Number.NaN, arrivedMs);
    if (atMs === undefined) return;
    // Said when the next one is due, so it was sent one interval before.
    observe({ kind: 'unanswered', series, sequence: unwrap(match[2]), sentMs: atMs - intervalMs });
  };
  const heartbeat = (line: string, arrivedMs: number) => {
    const [, wall, uptime] = line.split(' ');
    const wallMs = millisecondsOf(wall);
    const uptimeMs = millisecondsOf(uptime);
    if (wallMs !== undefined && uptimeMs !== undefined) clock.sync(wallMs, uptimeMs, arrivedMs);
  };
  const other = (line: string, arrivedMs: number) => {
    if (line.startsWith('T ')) heartbeat(line, arrivedMs);
    else if (line.startsWith('R '))
      observe({ kind: 'card', mac: line.slice(2).toLowerCase(), atMs: arrivedMs });
    else if (line.startsWith('X ')) options.note({ kind: 'cannot', reason: line.slice(2), lastWords });
    else if (line.startsWith('I ')) {
      intervalMs = millisecondsOf(line.slice(2)) ?? intervalMs;
      options.note({ kind: 'interval', intervalMs });
    } else if (line.trim() !== '' && !line.startsWith('PING ')) lastWords = line;
  };

  return (line, arrivedMs) => {
    const answered = ANSWER.exec(line);
    if (answered !== null) return answer(answered, arrivedMs);
    const unanswered = NO_ANSWER.exec(line);
    if (unanswered !== null) return noAnswer(unanswered, arrivedMs);
    other(line, arrivedMs);
  };
}
