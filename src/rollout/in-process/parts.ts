import type { Clock } from '../../core/clock.ts';
import type { RolloutEvent, UnitEnd, UnitWork } from '../context.ts';
import type { Limited } from './limits.ts';
import type { StepJournal } from './step-journal.ts';

/** What a rollout in this process needs of its engine. */
export interface EngineParts {
  readonly work: UnitWork;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
  readonly onEvent: (event: RolloutEvent) => void;
  readonly journal: StepJournal;
  readonly limited: Limited;
  /** One rollout at a time works on a unit; another one is refused. */
  readonly alone: (unit: string, id: string, work: () => Promise<UnitEnd>) => Promise<UnitEnd>;
}
