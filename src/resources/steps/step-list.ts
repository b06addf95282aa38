import { type CodeOrigin, UserMistake } from '../../core/user-code/user-code.ts';
import { describeValue } from '../describe-value.ts';
import type { Step, StepQuestion } from './step.ts';

/** Whether a value is a step of any kind. */
export function isStep(value: unknown): value is Step {
  return (
    typeof value === 'object' &&
    value !== null &&
    (('plan' in value && typeof value.plan === 'function') ||
      ('perform' in value && typeof value.perform === 'function'))
  );
}

/** What a task's generator has yielded: a question, or steps to be taken one after the other. */
export type Taken =
  | { readonly question: StepQuestion; readonly steps?: never }
  | { readonly steps: readonly Step[]; readonly question?: never };

/**
 * Reads what a task's generator has yielded.
 * @throws {UserMistake} for what is neither
 */
export function taken(yielded: unknown, { what, made }: CodeOrigin): Taken {
  if (isQuestion(yielded)) return { question: yielded };
  const list: readonly unknown[] = Array.isArray(yielded) ? yielded : [yielded];
  const steps = list.filter((each) => each !== false && each !== null && each !== undefined);
  const strange = steps.find((each) => !isStep(each));
  if (strange === undefined && (Array.isArray(yielded) || steps.length === 1)) {
    return { steps: steps.filter(isStep) };
  }
  const place = made?.place;
  throw new UserMistake({
    code: 'playbook.no-step',
    summary: `${what} yield ${describeValue(strange)}, which is no step`,
    fix: 'After `yield` stands what file({ … }), execute({ … }) or another one gives, or a list of those; after `yield*` also tasks of a function of your own.',
    ...(place && { source: place }),
  });
}

/** The steps in what a task's generator has yielded, also for another host. */
export function stepsIn(yielded: unknown): readonly Step[] {
  if (Array.isArray(yielded)) return yielded.filter(isStep);
  if (isStep(yielded)) return [yielded];
  if (!isQuestion(yielded)) return [];
  if (yielded.question === 'on') return stepsIn(yielded.asks);
  return yielded.question === 'fact' ? [] : [yielded.step];
}

function isQuestion(value: unknown): value is StepQuestion {
  return typeof value === 'object' && value !== null && 'question' in value;
}
