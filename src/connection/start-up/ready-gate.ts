const KEPT_BYTES = 65_536;

/**
 * Holds one output stream back until the shell says that it is ready; then lets it through. Where a login's start-up
 * files have led stderr into stdout, the shell is heard to say so twice: the second time is no output of the program.
 */
export class ReadyGate {
  readonly #mark: Buffer;
  #before = Buffer.alloc(0);
  #isOpen = false;
  /** What may become the second mark; undefined once it is known. */
  #again: Buffer | undefined = Buffer.alloc(0);

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
    if (this.#isOpen) return this.#withoutSecond(chunk);
    const held = Buffer.concat([this.#before, chunk]);
    const at = held.indexOf(this.#mark);
    if (at < 0) {
      this.#before = held.subarray(-KEPT_BYTES);
      return Buffer.alloc(0);
    }
    this.#isOpen = true;
    this.#before = held.subarray(0, at);
    return this.#withoutSecond(held.subarray(at + this.#mark.length));
  }

  /** What was held back and is the program's, now that no more comes. */
  rest(): Buffer {
    const held = this.#again ?? Buffer.alloc(0);
    this.#again = undefined;
    return held;
  }

  #withoutSecond(chunk: Buffer): Buffer {
    if (this.#again === undefined) return chunk;
    const held = Buffer.concat([this.#again, chunk]);
    const length = Math.min(held.length, this.#mark.length);
    const isSame = held.subarray(0, length).equals(this.#mark.subarray(0, length));
    this.#again = isSame && length < this.#mark.length ? held : undefined;
    if (this.#again !== undefined) return Buffer.alloc(0);
    return isSame ? held.subarray(length) : held;
  }
}
