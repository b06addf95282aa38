import { readFile } from 'node:fs/promises';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import type { CommandResult, Connection, RunOptions, Stream, StreamOptions } from './connection.ts';

/** What a scripted host answers: a result (missing parts are 0 and empty), or a problem. */
export type ScriptedAnswer = Partial<CommandResult> | Problem;

/** A host that exists only in a test. */
export interface ScriptedHost {
  readonly host: string;
  readonly run?: (program: string) => ScriptedAnswer | Promise<ScriptedAnswer>;
  /** Lines of a stream, as they come; the stream ends with them, or when it is stopped. */
  readonly stream?: (program: string) => AsyncIterable<string>;
  readonly upload?: (content: Buffer, destination: string, mode: number) => Problem | undefined;
}

/** Something that was sent to a scripted host. */
export type ScriptedCall =
  | { readonly kind: 'run' | 'stream'; readonly program: string }
  | {
      readonly kind: 'upload';
      readonly destination: string;
      readonly mode: number;
      readonly content: Buffer;
    };

/** A connection whose other side is a function. */
export class ScriptedConnection implements Connection {
  readonly host: string;
  /** All that was sent, in order. */
  readonly calls: ScriptedCall[] = [];
  readonly #script: ScriptedHost;
  #closed = false;

  constructor(script: ScriptedHost) {
    this.host = script.host;
    this.#script = script;
  }

  get roundTrips(): number {
    return this.calls.length;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  async run(program: string, options: RunOptions = {}): Promise<Outcome<CommandResult>> {
    this.calls.push({ kind: 'run', program });
    const answer = (await this.#script.run?.(program)) ?? {};
    const outcome = this.#outcome(answer);
    if (outcome.ok) for (const line of linesOf(outcome.value.stdout)) options.onStdoutLine?.(line);
    return outcome;
  }

  stream(program: string, options: StreamOptions): Stream {
    this.calls.push({ kind: 'stream', program });
    let stopped = false;
    let stop: () => void = () => undefined;
    const untilStopped = new Promise<void>((resolve) => {
      stop = () => {
        stopped = true;
        resolve();
      };
    });
    const lines = async (): Promise<void> => {
      for await (const line of this.#script.stream?.(program) ?? []) {
        if (stopped) return;
        options.onLine(line);
      }
    };
    const result = { exitCode: 0, stdout: '', stderr: '' };
    return { ended: Promise.race([lines(), untilStopped]).then(() => this.#outcome(result)), stop };
  }

  async upload(
    content: Uint8Array | { readonly path: string },
    destination: string,
    mode: number,
  ): Promise<Outcome<void>> {
    const bytes = content instanceof Uint8Array ? Buffer.from(content) : await readFile(content.path);
    this.calls.push({ kind: 'upload', destination, mode, content: bytes });
    const problem = this.#script.upload?.(bytes, destination, mode);
    return problem === undefined ? success(undefined) : failure({ ...problem, host: this.host });
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #outcome(answer: ScriptedAnswer): Outcome<CommandResult> {
    if (this.#closed) {
      return failure({ code: 'connection.lost', summary: 'connection lost', host: this.host });
    }
    if ('code' in answer) return failure({ ...answer, host: this.host });
    return success({ exitCode: 0, stdout: '', stderr: '', ...answer });
  }
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
