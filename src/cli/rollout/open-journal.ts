import type { StepJournal } from '../../rollout/in-process/step-journal.ts';

/** A rollout that can be taken up again. */
export interface RolloutJournal {
  readonly journal: StepJournal;
  /** What a person should know as it begins. */
  readonly notice: string;
  /** What a person should know at its end, if anything; a rollout that is whole leaves nothing behind. */
  end(isWhole: boolean): Promise<string | undefined>;
}

/** Opens a journal; undefined where none is kept. What goes wrong with it meanwhile is told. */
export type OpenJournal = (tell: (text: string) => void) => Promise<RolloutJournal | undefined>;
