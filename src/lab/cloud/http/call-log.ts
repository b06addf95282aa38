/** One call that was answered, or was made to go wrong. */
export interface LoggedCall {
  readonly number: number;
  /** When it came: milliseconds since 1970, by this machine's clock. */
  readonly atMs: number;
  readonly action: string;
  readonly kind: 'reading' | 'writing' | 'unknown';
  readonly parameters: unknown;
  readonly requestId: string;
  /** `ok`, or the cloud's code. */
  readonly outcome: string;
  /** The fault that it met; null without one. */
  readonly fault: string | null;
  /** Whether it took effect: false for whatever was refused or never got that far. */
  readonly applied: boolean;
  readonly client: string;
}

const MOST_KEPT = 20_000;

/** The calls of late, oldest first. */
export class CallLog {
  #calls: LoggedCall[] = [];
  #count = 0;

  add(call: Omit<LoggedCall, 'number'>): void {
    this.#count += 1;
    this.#calls.push({ number: this.#count, ...call });
    if (this.#calls.length > MOST_KEPT) this.#calls = this.#calls.slice(-MOST_KEPT / 2);
  }

  /** Those of a kind or an action, or after a number. */
  select(wanted: {
    readonly kind?: string | undefined;
    readonly action?: string | undefined;
    readonly after?: number | undefined;
  }): readonly LoggedCall[] {
    return this.#calls.filter(
      (call) =>
        (wanted.kind === undefined || call.kind === wanted.kind) &&
        (wanted.action === undefined || call.action === wanted.action) &&
        call.number > (wanted.after ?? 0),
    );
  }

  clear(): void {
    this.#calls = [];
  }
}
