import { type ChildProcess, spawn } from 'node:child_process';
import { ProcessListener } from '../shell/process-end.ts';
import type { ProcessHandlers } from '../shell/transport.ts';
import { EndMark, endMarked } from './end-mark.ts';

/** A program that leads to a shell elsewhere, such as `ssh` or `docker`, and the words for it. */
export interface Program {
  readonly file: string;
  /** Words for the program; the last of them is the command line for the shell. */
  readonly words: (commandLine: string) => readonly string[];
  /** What the program itself may say on standard error before it has got anywhere. */
  readonly complains: RegExp;
  /** Why the way to the shell broke, where it did: asked when the program ended and the shell had not said so. */
  readonly broken: (code: number) => Promise<string | undefined>;
}

/** How it came out: somewhere a shell ran, or the program ended by itself, with what it said. */
export type Ran =
  | { readonly kind: 'answered' }
  | { readonly kind: 'ended'; readonly code: number; readonly said: string };

const HELD_BYTES = 8_192;

/**
 * Runs a command line through a program. Settles with the first answer from the other side, or with the end of the
 * program where none came: then no handler but `onStarted` was called, and the caller tells the end.
 */
export function runProgram(program: Program, commandLine: string, handlers: ProcessHandlers): Promise<Ran> {
  const marked = endMarked(commandLine.replace(/^exec /, ''));
  // A session of its own: Ctrl-C at the terminal is for this program, which ends what it started in good order.
  const child = spawn(program.file, program.words(marked.commandLine), { stdio: 'pipe', detached: true });
  return new Promise((resolve) => {
    void new RunningProgram(child, new EndMark(marked.mark), program, handlers, resolve);
  });
}

class RunningProgram {
  readonly #child: ChildProcess & { readonly stdin: NonNullable<ChildProcess['stdin']> };
  readonly #mark: EndMark;
  readonly #program: Program;
  readonly #listener: ProcessListener;
  readonly #settle: (ran: Ran) => void;
  /** Standard error so far, while it may still be the program's own; undefined after that. */
  #held: Buffer | undefined = Buffer.alloc(0);
  #code: number | undefined;

  constructor(
    child: ReturnType<typeof spawn> & { readonly stdin: NonNullable<ChildProcess['stdin']> },
    mark: EndMark,
    program: Program,
    handlers: ProcessHandlers,
    settle: (ran: Ran) => void,
  ) {
    this.#child = child;
    this.#mark = mark;
    this.#program = program;
    this.#settle = settle;
    this.#listener = new ProcessListener(handlers, () => this.#letGo());
    handlers.onStarted({ stdin: child.stdin, abandon: () => this.#letGo() });
    child.on('error', (error) => this.#closed(127, String(error)));
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#answer();
      this.#listener.stdout(chunk);
    });
    child.stderr?.on('data', (chunk: Buffer) => this.#stderr(chunk));
    child.on('close', (code) => this.#closed(code ?? 255));
  }

  #stderr(chunk: Buffer): void {
    const own = this.#mark.push(chunk);
    if (this.#held === undefined) this.#hear(own);
    else this.#hold(own);
    const { code } = this.#mark;
    if (code === undefined || this.#code !== undefined) return;
    this.#code = code;
    this.#answer();
    this.#listener.exited(code, null);
  }

  #hear(own: Buffer): void {
    if (own.length > 0) this.#listener.stderr(own);
  }

  #hold(own: Buffer): void {
    this.#held = Buffer.concat([this.#held ?? Buffer.alloc(0), own]);
    const text = this.#held.toString('latin1');
    if (text !== '' && (text.length > HELD_BYTES || !this.#program.complains.test(text))) this.#answer();
  }

  /** Something has come from the other side. */
  #answer(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    this.#hear(held);
    this.#settle({ kind: 'answered' });
  }

  #closed(code: number, fault = ''): void {
    if (this.#held !== undefined) {
      const said = `${this.#held.toString('utf8')}${this.#mark.rest().toString('utf8')}${fault}`;
      this.#settle({ kind: 'ended', code, said });
      return;
    }
    this.#hear(this.#mark.rest());
    if (this.#code === undefined) void this.#judge(code);
    else this.#listener.closed('');
  }

  async #judge(code: number): Promise<void> {
    const reason = await this.#program.broken(code);
    if (reason === undefined) this.#listener.exited(code, null);
    this.#listener.closed(reason ?? '');
  }

  #letGo(): void {
    const { stdin, stdout, stderr } = this.#child;
    stdin.destroy();
    stdout?.destroy();
    stderr?.destroy();
    this.#child.kill('SIGTERM');
  }
}
