import { constants } from 'node:os';
import type { ProcessHandlers } from './transport.ts';

/** A daemon that keeps the output open does not hold up its starter: this long a silence after the exit ends it. */
const LINGER_MS = 1_000;

/** Passes on what a process says and settles when it has ended: once, and with everything heard before. */
export class ProcessListener {
  readonly #handlers: ProcessHandlers;
  readonly #letGo: () => void;
  #code: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  /** `letGo` closes what is still open when a process has left its output to others. */
  constructor(handlers: ProcessHandlers, letGo: () => void) {
    this.#handlers = handlers;
    this.#letGo = letGo;
  }

  readonly stdout = (chunk: Buffer): void => this.#hear(this.#handlers.onStdout, chunk);
  readonly stderr = (chunk: Buffer): void => this.#hear(this.#handlers.onStderr, chunk);

  /** The process has ended; output may still come. */
  exited(code: number | null, signal: string | null | undefined): void {
    const numbers: Readonly<Record<string, number>> = constants.signals;
    this.#code = code ?? 128 + (numbers[signal ?? ''] ?? 0);
    this.#linger();
  }

  /** No more output comes; without an exit before, the process is lost. */
  closed(lostReason: string): void {
    clearTimeout(this.#timer);
    if (this.#ended) return;
    this.#ended = true;
    const code = this.#code;
    this.#handlers.onEnd(code === undefined ? { kind: 'lost', reason: lostReason } : { kind: 'exit', code });
  }

  #hear(handler: (chunk: Buffer) => void, chunk: Buffer): void {
    if (this.#ended) return;
    if (this.#code !== undefined) this.#linger();
    handler(chunk);
  }

  #linger(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#letGo();
      this.closed('');
    }, LINGER_MS);
  }
}
