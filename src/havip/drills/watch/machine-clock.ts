/** A shift of wall clock against uptime that is no measuring error: somebody set the clock. */
const STEP_MS = 250;

/** Heartbeats that are looked back on for the one that travelled fastest. */
const WINDOW = 50;

/**
 * Translates one machine's wall-clock stamps into the control machine's monotonic time. Every heartbeat
 * arrives a little after it was stamped; the one that took least tells the offset best. What is left of the
 * fastest one's travelling time makes stamps a little late, never early. A clock that is set meanwhile is
 * noticed by the machine's uptime at the next heartbeat; until then, stamps that cannot be are not believed.
 */
export class MachineClock {
  #offsets: number[] = [];
  #baseMs: number | undefined;
  #earliestOffset: number | undefined;
  #lastBeatMs = Number.NEGATIVE_INFINITY;
  readonly #startedMs: number;

  /** @param startedMs when the program was sent off: nothing that it stamps is older */
  constructor(startedMs: number) {
    this.#startedMs = startedMs;
  }

  /** Takes a heartbeat: the machine's wall clock and uptime, and when it arrived here; all milliseconds. */
  sync(wallMs: number, uptimeMs: number, arrivedMs: number): void {
    const base = wallMs - uptimeMs;
    this.#earliestOffset ??= this.#startedMs - wallMs;
    if (this.#baseMs !== undefined && Math.abs(base - this.#baseMs) > STEP_MS) {
      this.#offsets = [];
      this.#earliestOffset -= base - this.#baseMs;
      this.#baseMs = base;
    }
    this.#baseMs ??= base;
    this.#offsets.push(arrivedMs - wallMs);
    if (this.#offsets.length > WINDOW) this.#offsets.shift();
    this.#lastBeatMs = wallMs;
  }

  /**
   * The moment of a stamp here, or undefined before the first heartbeat. Nothing is stamped after it has arrived,
   * nor well before the heartbeat that was heard before it: then the clock was set, and it is of when it arrived.
   * @param agoMs how long the stamp may have been kept back until it was told
   */
  toControlMs(wallMs: number, arrivedMs: number, agoMs = 0): number | undefined {
    if (this.#offsets.length === 0) return undefined;
    if (wallMs < this.#lastBeatMs - STEP_MS - agoMs) return arrivedMs;
    return Math.min(wallMs + Math.min(...this.#offsets), arrivedMs);
  }

  /** How much later than the truth a translated stamp can be, in milliseconds. */
  uncertaintyMs(): number {
    if (this.#offsets.length === 0 || this.#earliestOffset === undefined) return Number.POSITIVE_INFINITY;
    return Math.max(0, Math.min(...this.#offsets) - this.#earliestOffset);
  }
}
