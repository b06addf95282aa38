/** Counts the calls of each action within the last second. */
export class RateLimit {
  readonly #times = new Map<string, number[]>();

  admits(action: string, nowMs: number, mostPerSecond: number): boolean {
    const recent = (this.#times.get(action) ?? []).filter((time) => time > nowMs - 1000);
    const admits = recent.length < mostPerSecond;
    this.#times.set(action, admits ? [...recent, nowMs] : recent);
    return admits;
  }
}
