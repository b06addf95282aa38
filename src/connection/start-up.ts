import type { Secret } from '../core/secret.ts';
import type { Frame } from './framing.ts';
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
 * What is said before a shell is ready: greetings, and sudo's prompt. The password goes out once, and only
 * when sudo asks with the prompt that we gave it; a shell that is there without asking never sees it.
 */
export class StartUp {
  readonly #frame: Frame;
  readonly #password: Secret | undefined;
  readonly #handlers: StartUpHandlers;
  readonly #stdout: ReadyGate;
  readonly #stderr: ReadyGate;
  #prompts = 0;

  constructor(frame: Frame, password: Secret | undefined, handlers: StartUpHandlers) {
    this.#frame = frame;
    this.#password = password;
    this.#handlers = handlers;
    this.#stdout = new ReadyGate(frame.readyMark);
    this.#stderr = new ReadyGate(frame.readyMark);
  }

  get isReady(): boolean {
    return this.#stdout.isOpen;
  }

  get wrongPassword(): boolean {
    return this.#prompts > 1;
  }

  /** What was said so far, without sudo's prompts. */
  get said(): string {
    const complaints = this.#stderr.before.replaceAll(this.#frame.promptMark, '');
    return `${this.#stdout.before}\n${complaints}`.trim();
  }

  /** The part of a chunk of stdout that is the program's own. */
  stdout(chunk: Buffer): Buffer {
    if (this.#stdout.isOpen) return chunk;
    const own = this.#stdout.push(chunk);
    if (this.#stdout.isOpen) this.#handlers.onReady();
    return own;
  }

  /** The part of a chunk of stderr that is the program's own. */
  stderr(chunk: Buffer): Buffer {
    const own = this.#stderr.push(chunk);
    if (!this.#stderr.isOpen) this.#answerPrompts();
    return own;
  }

  #answerPrompts(): void {
    const seen = this.#stderr.before.split(this.#frame.promptMark).length - 1;
    if (seen === this.#prompts) return;
    this.#prompts = seen;
    if (seen === 1 && this.#password !== undefined) this.#handlers.answer(`${this.#password.reveal()}\n`);
    else this.#handlers.hangUp();
  }
}
