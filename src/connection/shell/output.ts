import { StringDecoder } from 'node:string_decoder';

/** Characters of a line that is handed on; a longer one is no line that anybody waits for. */
export const MAX_LINE_LENGTH = 1_048_576;

/** Lines that are handed on, far more than a sampler has in hours. */
export const MAX_LINES = 1_000_000;

/** One output stream as text: whole characters across packets, and whole lines as they come, in linear time. */
export class TextOutput {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: ((line: string) => void) | undefined;
  /** Characters that may still be kept. */
  #keep: number;
  readonly #parts: string[] = [];
  /** Of the line that has not ended yet. */
  #line: string[] = [];
  #lineLength = 0;
  #lines = 0;

  /** `keep`: how many characters; `false` for streams that go on for long: then `text` stays empty. */
  constructor(options: {
    readonly onLine?: ((line: string) => void) | undefined;
    readonly keep: boolean | number;
  }) {
    const { onLine, keep } = options;
    this.#onLine = onLine;
    this.#keep = typeof keep === 'number' ? keep : keep ? Number.POSITIVE_INFINITY : 0;
  }

  push(chunk: Buffer): void {
    this.#take(this.#decoder.write(chunk));
  }

  /** The end of the stream: a last line without a newline is a line too. */
  finish(): void {
    this.#take(this.#decoder.end());
    if (this.#lineLength > 0) this.#endLine('');
  }

  get text(): string {
    return this.#parts.join('');
  }

  /** What there is more of than anybody reads, in words; undefined while all is well. */
  get excess(): string | undefined {
    if (this.#lineLength > MAX_LINE_LENGTH) return `a line of more than ${MAX_LINE_LENGTH} characters`;
    return this.#lines > MAX_LINES ? `more than ${MAX_LINES} lines` : undefined;
  }

  #take(text: string): void {
    if (text === '') return;
    if (this.#keep > 0) this.#parts.push(text.length > this.#keep ? text.slice(0, this.#keep) : text);
    this.#keep = Math.max(0, this.#keep - text.length);
    if (this.#onLine === undefined || this.excess !== undefined) return;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#endLine(text.slice(from, end));
      from = end + 1;
    }
    if (from === text.length) return;
    this.#line.push(text.slice(from));
    this.#lineLength += text.length - from;
  }

  #endLine(rest: string): void {
    const line = this.#line.length === 0 ? rest : `${this.#line.join('')}${rest}`;
    this.#line = [];
    this.#lineLength = 0;
    this.#lines += 1;
    if (this.#lines <= MAX_LINES) this.#onLine?.(line);
  }
}
