import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Become, Target } from '../../core/ssh/target.ts';
import type {
  CommandResult,
  Connection,
  ConnectOptions,
  RunOptions,
  Stream,
  StreamOptions,
} from '../connection.ts';
import { hostProblem, type Peer } from '../host-problem.ts';
import { Exchange } from './exchange.ts';
import { frame } from './framing.ts';
import { Slots } from './slots.ts';
import type { Transport } from './transport.ts';
import { uploadProgram } from './upload.ts';

/**
 * A shell that takes longer than this to come up waits for something that nobody will type, or is none of ours; but
 * whoever gives a connect more time has machines that are slow.
 */
const START_LIMIT_MS = 30_000;
const DEFAULT_TIMEOUT_MS = 600_000;
const DEFAULT_MAX_OUTPUT = 16 * 1024 * 1024;
/** Many times what a sampler says. */
const STREAM_BYTES_PER_SECOND = 128 * 1024;
/** sshd allows 10 sessions on a connection (MaxSessions), and counts those that are still closing. */
const CONCURRENT_RUNS = 4;

/** A connection over anything that starts shells. */
export class ShellConnection implements Connection {
  readonly host: string;
  readonly #transport: Transport;
  readonly #peer: Peer;
  readonly #become: Become | undefined;
  readonly #slots = new Slots(CONCURRENT_RUNS);
  readonly #startLimitMs: number;
  #roundTrips = 0;

  constructor(transport: Transport, target: Target, { connectTimeoutMs = 0 }: ConnectOptions = {}) {
    this.#startLimitMs = Math.max(START_LIMIT_MS, connectTimeoutMs);
    this.host = target.name;
    this.#transport = transport;
    this.#peer = { host: target.name, endpoint: transport.endpoint };
    this.#become = target.become?.user === transport.login ? undefined : target.become;
  }

  get roundTrips(): number {
    return this.#roundTrips;
  }

  run(program: string, options: RunOptions = {}): Promise<Outcome<CommandResult>> {
    return this.#exchange(program, options, 'end');
  }

  stream(program: string, options: StreamOptions): Stream {
    this.#roundTrips += 1;
    const exchange = new Exchange(this.#transport, {
      peer: this.#peer,
      frame: frame(program, { kind: 'lifeline' }, this.#become),
      become: this.#become,
      label: options.label,
      startLimitMs: this.#startLimitMs,
      timeoutMs: undefined,
      maxOutputBytes: options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT,
      ...(options.maxOutputBytes === undefined && { outputBytesPerSecond: STREAM_BYTES_PER_SECOND }),
      onStdoutLine: options.onLine,
      keepStdout: false,
      stdin: 'hold',
    });
    return { ended: exchange.done, stop: () => exchange.stop() };
  }

  async upload(
    content: Uint8Array | { readonly path: string },
    destination: string,
    mode: number,
  ): Promise<Outcome<void>> {
    const source = await openContent(content);
    if (!source.ok) return failure(...source.problems.map((problem) => ({ ...problem, host: this.host })));
    const { stream, size } = source.value;
    const label = `writing ${destination}`;
    const done = await this.#exchange(uploadProgram(destination, size, mode), { label }, stream);
    stream.destroy();
    if (!done.ok) return done;
    if (done.value.exitCode === 0) return success(undefined);
    return failure(
      hostProblem(this.#peer, 'host.upload-failed', {
        summary: `cannot write ${destination}`,
        detail: done.value.stderr.trim() || `The target ended the transfer with code ${done.value.exitCode}.`,
        fix: 'check that the folder exists, that there is room, and that the user may write there',
      }),
    );
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #exchange(program: string, options: RunOptions, stdin: Readable | 'end'): Promise<Outcome<CommandResult>> {
    this.#roundTrips += 1;
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const kind = stdin === 'end' ? 'run' : 'feed';
    return this.#slots.use(() => {
      const request = {
        peer: this.#peer,
        frame: frame(program, { kind, timeoutMs }, this.#become),
        become: this.#become,
        label: options.label,
        startLimitMs: this.#startLimitMs,
        timeoutMs,
        maxOutputBytes: options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT,
        keptCharacters: options.keptCharacters,
        onStdoutLine: options.onStdoutLine,
        keepStdout: true,
        stdin,
      };
      return new Exchange(this.#transport, request).done;
    });
  }
}

async function openContent(
  content: Uint8Array | { readonly path: string },
): Promise<Outcome<{ readonly stream: Readable; readonly size: number }>> {
  if (content instanceof Uint8Array) {
    return success({ stream: Readable.from([content], { objectMode: false }), size: content.byteLength });
  }
  try {
    const { size } = await stat(content.path);
    return success({ stream: createReadStream(content.path), size });
  } catch (error) {
    return failure({
      code: 'usage.unreadable-file',
      summary: `cannot read ${content.path}`,
      detail: String(error),
      fix: 'name a file that exists and that you may read',
    });
  }
}
