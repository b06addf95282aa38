import type { Connection, Stream } from '../../../connection/connection.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Problem } from '../../../core/problem.ts';
import { MachineClock } from './machine-clock.ts';
import type { SamplerNote } from './observation.ts';
import { samplerProblem } from './sampler-problems.ts';

/** What a sampler's lines are given to. */
type Understand = (line: string, arrivedMs: number) => void;

interface SamplerOptions {
  readonly connection: Connection;
  readonly program: string;
  /** What it does, for messages. */
  readonly label: string;
  readonly clock: Clock;
  /** Makes the one who understands its lines. */
  readonly lines: (machineClock: MachineClock, note: (note: SamplerNote) => void) => Understand;
  readonly onInterval?: (intervalMs: number) => void;
  /** Called once when it ended though nobody stopped it. */
  readonly onTrouble: (problems: readonly Problem[]) => void;
}

/** One program that streams what it sees on one machine. */
export interface Sampler {
  readonly machineClock: MachineClock;
  /** When a line of it came last, by the clock here; undefined before the first. */
  readonly heardMs: () => number | undefined;
  /** Ends it; what still arrives is dropped. Settles when it has ended. */
  stop(): Promise<void>;
}

/** Starts a sampler. */
export function startSampler(options: SamplerOptions): Sampler {
  const { connection, clock } = options;
  const machineClock = new MachineClock(clock.monotonicMs());
  let stopped = false;
  let cannot: Problem | undefined;
  let heardMs: number | undefined;
  const understand = options.lines(machineClock, (note) => {
    if (note.kind === 'interval') options.onInterval?.(note.intervalMs);
    else cannot = samplerProblem(connection.host, note.reason, note.lastWords);
  });
  const stream: Stream = connection.stream(options.program, {
    label: options.label,
    onLine: (line) => {
      heardMs = clock.monotonicMs();
      if (!stopped) understand(line, heardMs);
    },
  });
  const ended = stream.ended.then((outcome) => {
    if (stopped) return;
    if (!outcome.ok) options.onTrouble(outcome.problems);
    else
      options.onTrouble([cannot ?? samplerProblem(connection.host, 'ended', lastLine(outcome.value.stderr))]);
  });
  return {
    machineClock,
    heardMs: () => heardMs,
    async stop() {
      stopped = true;
      stream.stop();
      await ended;
    },
  };
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
