import type { Step, StepQuestion } from '../../../resources/steps/step.ts';
import type { TaskHost } from '../../unit/unit.ts';
import { takesAway } from '../perform/presence.ts';

/** Work for another host. */
export type OnQuestion = Extract<StepQuestion, { readonly question: 'on' }>;

/** Of several around each other, the innermost says where. */
export function isOn(asks: unknown): asks is OnQuestion {
  return typeof asks === 'object' && asks !== null && 'question' in asks && asks.question === 'on';
}

/** A step is not begun on a machine that another host's tasks reboot at the moment. */
export function atWork<T>(
  { run, host }: TaskHost,
  steps: readonly Step[],
  work: () => Promise<T>,
): Promise<T> {
  const { presences } = run.tasks;
  return steps.some(takesAway) ? presences.alone([host.name], work) : presences.beside(host.name, work);
}
