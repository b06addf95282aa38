/** Something that others wait for, over and over. */
export class Bell {
  #waiting: (() => void)[] = [];

  /** Resolves when it rings next. */
  rung(): Promise<void> {
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  ring(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
