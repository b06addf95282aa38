const KEPT_BYTES = 65_536;

/** Holds one output stream back until the shell says that it is ready; then lets it through. */
export class ReadyGate {
  readonly #mark: Buffer;
  #before = Buffer.alloc(0);
  #isOpen = false;

  constructor(mark: string) {
    this.#mark = Buffer.from(mark);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** What came before the mark: a login shell's greeting, sudo's prompts and complaints. */
  get before(): string {
    return this.#before.toString('utf8');
  }

  /** The bytes that are the program's own. */
  push(chunk: Buffer): Buffer {
    if (this.#isOpen) return chunk;
    const held = Buffer.concat([this.#before, chunk]);
    const at = held.indexOf(this.#mark);
    if (at < 0) {
      this.#before = held.subarray(-KEPT_BYTES);
      return Buffer.alloc(0);
    }
    this.#isOpen = true;
    this.#before = held.subarray(0, at);
    return held.subarray(at + this.#mark.length);
  }
}
