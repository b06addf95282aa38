import type { ConvergePlay, Play, Role } from '../../../api/types.ts';
import type { CodeOrigin } from '../../../core/user-code/user-code.ts';
import type { StepFailure } from '../../../resources/steps/step-failure.ts';

/** What came of a question that a task has asked. */
export type Answer =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly failure: StepFailure }
  /** Nothing more is begun, as after an interrupt: only what stands in `finally` is still carried out. */
  | { readonly kind: 'stopped' };

/** The tasks that a step belongs to. */
export interface TaskOrigin {
  readonly play: ConvergePlay;
  readonly role: Role;
  /** The host whose tasks they are, whichever host a step is done on. */
  readonly asker: string;
}

/** Tags that a step is selected by. */
export function tagsOf({ tags }: { readonly tags: readonly string[] }, { play, role }: TaskOrigin): string[] {
  return [...tags, ...play.tags, role.name];
}

/** Whose code tasks are, for messages. */
export function tasksOrigin({ name }: Play, { origin }: Role): CodeOrigin {
  return { ...origin, what: `the tasks of the play "${name}"` };
}
