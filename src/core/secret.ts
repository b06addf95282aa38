const MASK = '********';

/**
 * What a secret is in a text that it was put into: a mask, and so seldom in any other text that it can be found
 * before it gets onto a machine.
 */
export const SECRET_AS_TEXT = `${MASK}(secret)`;

/** What Node's `inspect` looks for, by its registered name: the declarations then need no types of Node. */
const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom');

/** A value that must never be printed: every way of turning it into text gives a mask. */
export class Secret {
  readonly #value: string | number;

  constructor(value: string | number) {
    this.#value = value;
  }

  /** The value itself, for the one place that hands it to the machine. */
  reveal(): string {
    return String(this.#value);
  }

  /** The same in the type that it was given in: a number stays one. */
  given(): string | number {
    return this.#value;
  }

  /** A mask. */
  toString(): string {
    return SECRET_AS_TEXT;
  }

  /** A mask. */
  toJSON(): string {
    return MASK;
  }

  [INSPECT](): string {
    return MASK;
  }
}

/** A copy of plain values with every secret revealed, for a role that writes them onto a machine. */
export function revealed(value: unknown): unknown {
  if (value instanceof Secret) return value.given();
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]));
}

/** Shorter parts of a secret of several lines are in too many other texts. */
const SHORTEST_LINE = 4;

/** Shorter secrets have base64 forms that other texts have by chance. */
const SHORTEST_ENCODED = 6;

/** A secret that is but a word, as bad passwords are: `zabbix`, `admin`, `monitor_password`. */
const PLAIN_WORD = /^[a-z_]{1,20}$/;

/** Replaces every known secret in a text, whatever brought it there: a diff, an error, a remote's stderr. */
export class Redactor {
  readonly #values = new Set<string>();
  readonly #namesStay: boolean;
  #longestFirst: readonly string[] | undefined;

  /** @param namesStay a secret that is but a word is left in names and paths: `zabbix_port`, `/etc/zabbix` */
  constructor({ namesStay = false }: { readonly namesStay?: boolean } = {}) {
    this.#namesStay = namesStay;
  }

  /** Makes a secret known, also in the forms in which text may carry it. */
  add(secret: Secret): void {
    const value = secret.reveal();
    for (const each of [value, ...linesOf(value)]) for (const form of formsOf(each)) this.#values.add(form);
    this.#longestFirst = undefined;
  }

  /** The text with every known secret masked, longest first so that no part of one is left. */
  redact(text: string): string {
    this.#longestFirst ??= [...this.#values].sort((a, b) => b.length - a.length);
    let redacted = text;
    for (const value of this.#longestFirst) redacted = redacted.replaceAll(this.#whereFound(value), MASK);
    return redacted;
  }

  #whereFound(value: string): string | RegExp {
    const isWord = this.#namesStay && PLAIN_WORD.test(value);
    return isWord ? new RegExp(`(?<![\\w./-])${value}(?![\\w/-]|\\.\\w)`, 'g') : value;
  }
}

/** The lines of a secret of several: a diff or a prefix of the host's name stands before each. */
function linesOf(value: string): readonly string[] {
  if (!value.includes('\n')) return [];
  return value
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORTEST_LINE);
}

/** A secret as it stands, in JSON and JSON in JSON, quoted for a shell, in a URL, and in base64. */
function formsOf(value: string): readonly string[] {
  if (value === '') return [];
  const json = JSON.stringify(value).slice(1, -1);
  const forms = [value, value.replaceAll("'", "'\\''"), json, JSON.stringify(json).slice(1, -1)];
  if (value.length < SHORTEST_ENCODED) return forms;
  const base64 = toBase64(value);
  return [...forms, ...urlForms(value), base64, base64.replaceAll('+', '-').replaceAll('/', '_')];
}

function urlForms(value: string): readonly string[] {
  try {
    return [encodeURIComponent(value), encodeURI(value)];
  } catch {
    // Half of a pair of surrogates stands in no URL.
    return [];
  }
}

/** Without the filling at its end, which may be left out. */
function toBase64(value: string): string {
  const bytes = new TextEncoder().encode(value);
  return btoa(String.fromCharCode(...bytes.subarray(0, 8192))).replace(/=+$/, '');
}
