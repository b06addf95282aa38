import { randomBytes } from 'node:crypto';
import { commandLine } from '../../core/programs/shell.ts';

/** A command line that says on standard error how it ended, once it has. */
export interface Marked {
  readonly commandLine: string;
  /** What stands before the exit code; the shell puts it together, so that an echo of the command line is none. */
  readonly mark: string;
}

/**
 * Programs that lead to a shell elsewhere hide a signal behind an exit code of their own, use the same code for a way
 * that broke, and wait for the last process that holds the output. What says its end itself leaves nothing open.
 */
export function endMarked(inner: string): Marked {
  const [first, second] = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')];
  const script = `(eval "$0");s=$?;printf %s%s%d. ${first} ${second} $s >&2;exit $s`;
  return { commandLine: `exec ${commandLine('/bin/sh', '-c', script, inner)}`, mark: first + second };
}

/** Takes the mark and the exit code behind it out of standard error; all else passes as it comes. */
export class EndMark {
  readonly #mark: Buffer;
  #held = Buffer.alloc(0);
  #code: number | undefined;

  constructor(mark: string) {
    this.#mark = Buffer.from(mark);
  }

  /** How the program ended; undefined as long as it has not said so. */
  get code(): number | undefined {
    return this.#code;
  }

  /** The bytes that are the program's own. */
  push(chunk: Buffer): Buffer {
    if (this.#code !== undefined) return chunk;
    const text = Buffer.concat([this.#held, chunk]);
    const at = text.indexOf(this.#mark);
    const from = at < 0 ? text.length - this.#begun(text) : at;
    const [whole, digits] =
      /^(\d{1,3})\./.exec(text.toString('latin1', from + this.#mark.length).slice(0, 4)) ?? [];
    if (at < 0 || whole === undefined) {
      this.#held = text.subarray(from);
      return text.subarray(0, from);
    }
    this.#code = Number(digits);
    return Buffer.concat([text.subarray(0, at), text.subarray(at + this.#mark.length + whole.length)]);
  }

  /** What was held back for a mark that did not come. */
  rest(): Buffer {
    return this.#code === undefined ? this.#held : Buffer.alloc(0);
  }

  /** Length of what may be the beginning of the mark at the end of a text. */
  #begun(text: Buffer): number {
    let length = Math.min(text.length, this.#mark.length - 1);
    while (length > 0 && !text.subarray(-length).equals(this.#mark.subarray(0, length))) length -= 1;
    return length;
  }
}
