import { StringDecoder } from 'node:string_decoder';

/** One output stream as text: whole characters across packets, and whole lines as they come. */
export class TextOutput {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: ((line: string) => void) | undefined;
  readonly #keep: boolean;
  readonly #parts: string[] = [];
  #line = '';

  /** `keep: false` for streams that go on for long: then `text` stays empty. */
  constructor(options: { readonly onLine?: ((line: string) => void) | undefined; readonly keep: boolean }) {
    this.#onLine = options.onLine;
    this.#keep = options.keep;
  }

  push(chunk: Buffer): void {
    this.#take(this.#decoder.write(chunk));
  }

  /** The end of the stream: a last line without a newline is a line too. */
  finish(): void {
    this.#take(this.#decoder.end());
    if (this.#line !== '') this.#onLine?.(this.#line);
    this.#line = '';
  }

  get text(): string {
    return this.#parts.join('');
  }

  #take(text: string): void {
    if (text === '') return;
    if (this.#keep) this.#parts.push(text);
    if (this.#onLine === undefined) return;
    const lines = `${this.#line}${text}`.split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line);
  }
}
