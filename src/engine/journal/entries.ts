/** What a line of a journal's log says happened. */
export const STEP_EVENTS = ['intended', 'done', 'failed', 'undone-step', 'undo-failed'] as const;

/**
 * How a run's journal ended. `proved`: the unit was seen to serve, and its failover was measured, then or
 * before. `kept`: it serves, and nobody asked for a measurement. `settled`: the run was cut off, and a later
 * one has finished it. `undone`: everything is as it was before the run.
 */
export const ENDINGS = ['proved', 'kept', 'settled', 'undone'] as const;

export type Ending = (typeof ENDINGS)[number];

/** One step as the log has it. */
export interface JournalStep {
  readonly number: number;
  readonly name: string;
  readonly state: (typeof STEP_EVENTS)[number];
}

/** What a log tells. */
export interface JournalLog {
  readonly steps: readonly JournalStep[];
  /** Undefined as long as the run goes on, or where it was cut off. */
  readonly ending: Ending | undefined;
  /** When the last line was written, ISO 8601 by the machine's own clock. */
  readonly lastAt: string | undefined;
}

/** Reads a log: `TIME EVENT [NUMBER NAME]` a line. A line cut short by a power failure is passed over. */
export function parseLog(text: string): JournalLog {
  const steps = new Map<number, JournalStep>();
  let ending: Ending | undefined;
  let lastAt: string | undefined;
  for (const line of text.split('\n')) {
    const [, at, word, number, name] = /^(\S+) (\S+)(?: (\d+) (.+))?$/.exec(line) ?? [];
    if (at === undefined) continue;
    lastAt = at;
    const over = ENDINGS.find((each) => each === word);
    const state = STEP_EVENTS.find((each) => each === word);
    // From its first line on, an undo opens a journal again.
    if (over !== undefined || word === 'undoing') ending = over;
    else if (state !== undefined && number !== undefined && name !== undefined) {
      steps.set(Number(number), { number: Number(number), name, state });
      if (state === 'intended') ending = undefined;
    }
  }
  return { steps: [...steps.values()], ending, lastAt };
}
