import type { Secret } from '../../core/secret.ts';
import type { Frame } from '../shell/framing.ts';
import { Prompts, type Said } from './prompts.ts';
import { ReadyGate } from './ready-gate.ts';

/** What to do at each turn of a shell's start. */
export interface StartUpHandlers {
  /** Writes to the shell's stdin, or ends it. */
  readonly answer: (line: string) => void;
  readonly hangUp: () => void;
  /** The shell is there, as the right user: the program may go out. */
  readonly onReady: () => void;
}

/**
 * What is said before a shell is ready: greetings, and the prompt of what changes the user. The password goes out
 * once, and only when that asks; a shell that is there without asking never sees it.
 */
export class StartUp {
  readonly #password: Secret | undefined;
  readonly #handlers: StartUpHandlers;
  readonly #stdout: ReadyGate;
  readonly #stderr: ReadyGate;
  readonly #prompts: Prompts;

  constructor(frame: Frame, password: Secret | undefined, handlers: StartUpHandlers) {
    this.#password = password;
    this.#handlers = handlers;
    this.#stdout = new ReadyGate(frame.readyMark);
    this.#stderr = new ReadyGate(frame.readyMark);
    this.#prompts = new Prompts(frame.prompt, (count) => this.#onPrompt(count));
  }

  get isReady(): boolean {
    return this.#stdout.isOpen;
  }

  /** How often a password was asked for. */
  get asked(): number {
    return this.#prompts.count;
  }

  /** The login has come so far that the user is being changed; true where that is not asked for. */
  get hasBegun(): boolean {
    return this.#prompts.hasBegun(this.#before);
  }

  get #before(): Said {
    return { stdout: this.#stdout.before, stderr: this.#stderr.before };
  }

  /** What was said so far, without prompts of ours. */
  get said(): string {
    return this.#prompts.own(this.#before);
  }

  /** The shell has ended, or nobody waits for it any more. */
  end(): void {
    this.#prompts.end();
  }

  /** The part of a chunk of stdout that is the program's own. */
  stdout(chunk: Buffer): Buffer {
    if (this.#stdout.isOpen) return this.#stdout.push(chunk);
    const own = this.#stdout.push(chunk);
    if (this.#stdout.isOpen) {
      this.#prompts.end();
      this.#handlers.onReady();
    } else this.#look();
    return own;
  }

  /** What of stdout was still held back when it ended. */
  rest(): Buffer {
    return this.#stdout.isOpen ? this.#stdout.rest() : Buffer.alloc(0);
  }

  /** The part of a chunk of stderr that is the program's own. */
  stderr(chunk: Buffer): Buffer {
    const own = this.#stderr.push(chunk);
    if (!this.#stderr.isOpen && !this.#stdout.isOpen) this.#look();
    return own;
  }

  #look(): void {
    this.#prompts.look(this.#before);
  }

  #onPrompt(count: number): void {
    if (this.isReady) return;
    if (count === 1 && this.#password !== undefined) this.#handlers.answer(`${this.#password.reveal()}\n`);
    else this.#handlers.hangUp();
  }
}
