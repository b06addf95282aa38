import type { Json } from '../json.ts';

/** Where a rollout in a process writes down what is done. */
export interface StepJournal {
  /** What was written under a name before this process began; undefined where nothing was. */
  read(name: string): Json | undefined;
  /** Resolves when it would outlive the machine's death; what cannot be written is told elsewhere. */
  write(name: string, value: Json): Promise<void>;
}

/** Nothing is kept. */
export const NO_JOURNAL: StepJournal = { read: () => undefined, write: async () => undefined };
