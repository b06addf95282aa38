const MASK = '********';

/** What Node's `inspect` looks for, by its registered name: the declarations then need no types of Node. */
const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom');

/** A value that must never be printed: every way of turning it into text gives a mask. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that hands it to the machine. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [INSPECT](): string {
    return MASK;
  }
}

/** Replaces every known secret in a text, whatever brought it there: a diff, an error, a remote's stderr. */
export class Redactor {
  readonly #values = new Set<string>();

  /** Makes a secret known, also in the forms in which text may carry it. */
  add(secret: Secret): void {
    const value = secret.reveal();
    if (value === '') return;
    this.#values.add(value);
    this.#values.add(JSON.stringify(value).slice(1, -1));
    this.#values.add(value.replaceAll("'", "'\\''"));
  }

  /** The text with every known secret masked, longest first so that no part of one is left. */
  redact(text: string): string {
    let redacted = text;
    for (const value of [...this.#values].sort((a, b) => b.length - a.length)) {
      redacted = redacted.replaceAll(value, MASK);
    }
    return redacted;
  }
}
