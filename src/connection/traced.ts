import type { Clock } from '../core/clock.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import type { CommandResult, Connection, RunOptions, Stream, StreamOptions } from './connection.ts';

/** One thing that was sent to a machine, or that came back from it. */
export type Traced = { readonly host: string; readonly activity: string } & (
  | { readonly kind: 'sent'; readonly program: string }
  | ({ readonly kind: 'answered'; readonly durationMs: number } & CommandResult)
  | { readonly kind: 'failed'; readonly durationMs: number; readonly problem: Problem }
  /** Something without a program: a file that was written, a session that was opened. */
  | { readonly kind: 'done'; readonly durationMs: number }
);

/** Where traces go; never throws. */
export type Trace = (traced: Traced) => void;

/** Characters that are kept of what a stream says, which may go on for hours. */
const KEPT_OF_STREAM = 65_536;

/** A connection that tells what goes over it. */
class TracedConnection implements Connection {
  readonly host: string;
  readonly renew?: () => Promise<Outcome<void>>;
  readonly #inner: Connection;
  readonly #trace: Trace;
  readonly #clock: Clock;

  constructor(inner: Connection, trace: Trace, clock: Clock) {
    this.host = inner.host;
    this.#inner = inner;
    this.#trace = trace;
    this.#clock = clock;
    if (inner.renew !== undefined) this.renew = () => this.#timed('connecting anew', () => inner.renew?.());
  }

  get roundTrips(): number {
    return this.#inner.roundTrips;
  }

  async run(program: string, options: RunOptions = {}): Promise<Outcome<CommandResult>> {
    const { label = 'a program' } = options;
    const shown = options.shown?.() ?? {};
    const started = this.#sent(label, shown.program ?? program);
    const outcome = await this.#inner.run(program, options);
    this.#ended(label, started, outcome, shown.answer);
    return outcome;
  }

  stream(program: string, options: StreamOptions): Stream {
    const { label = 'a program', onLine } = options;
    const started = this.#sent(label, program);
    const lines: string[] = [];
    let kept = 0;
    const stream = this.#inner.stream(program, {
      ...options,
      onLine: (line) => {
        if (kept < KEPT_OF_STREAM) lines.push(`${line}\n`);
        kept += line.length + 1;
        onLine(line);
      },
    });
    const ended = stream.ended.then((outcome) => {
      const said = outcome.ok
        ? { ok: true as const, value: { ...outcome.value, stdout: lines.join('') } }
        : outcome;
      this.#ended(label, started, said);
      return outcome;
    });
    return { ended, stop: () => stream.stop() };
  }

  upload(
    content: Uint8Array | { readonly path: string },
    destination: string,
    mode: number,
  ): Promise<Outcome<void>> {
    const what = content instanceof Uint8Array ? `${content.byteLength} bytes` : content.path;
    const activity = `writing ${what} to ${destination}, mode ${mode.toString(8)}`;
    return this.#timed(activity, () => this.#inner.upload(content, destination, mode));
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #sent(activity: string, program: string): number {
    this.#trace({ kind: 'sent', host: this.host, activity, program });
    return this.#clock.monotonicMs();
  }

  #ended(
    activity: string,
    started: number,
    outcome: Outcome<CommandResult>,
    shown: (answer: string) => string = (answer) => answer,
  ): void {
    const at = { host: this.host, activity, durationMs: this.#clock.monotonicMs() - started };
    if (!outcome.ok) {
      for (const problem of outcome.problems) this.#trace({ kind: 'failed', ...at, problem });
      return;
    }
    const { exitCode, stdout, stderr } = outcome.value;
    this.#trace({ kind: 'answered', ...at, exitCode, stdout: shown(stdout), stderr: shown(stderr) });
  }

  async #timed(activity: string, work: () => Promise<Outcome<void>> | undefined): Promise<Outcome<void>> {
    return traceTimed({ host: this.host, activity, trace: this.#trace, clock: this.#clock }, async () => {
      const done = await work();
      return done ?? { ok: true, value: undefined };
    });
  }
}

interface TimedWork {
  readonly host: string;
  readonly activity: string;
  readonly trace: Trace;
  readonly clock: Clock;
}

/** Does work without a program, and tells how long it took. */
async function traceTimed<T>(
  { host, activity, trace, clock }: TimedWork,
  work: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const started = clock.monotonicMs();
  const outcome = await work();
  const at = { host, activity, durationMs: clock.monotonicMs() - started };
  if (outcome.ok) trace({ kind: 'done', ...at });
  else for (const problem of outcome.problems) trace({ kind: 'failed', ...at, problem });
  return outcome;
}

/** Opens a connection and tells of it, and of all that goes over it. */
export async function connectTraced(
  host: string,
  open: () => Promise<Outcome<Connection>>,
  trace: Trace,
  clock: Clock,
): Promise<Outcome<Connection>> {
  const opened = await traceTimed({ host, activity: 'connecting', trace, clock }, open);
  return opened.ok ? { ok: true, value: new TracedConnection(opened.value, trace, clock) } : opened;
}
