import type { Action, StepResult } from './action.ts';
import { metaOf, type StepOptions } from './meta.ts';
import type { Resource } from './resource.ts';

/** Anything that a play takes on a host: a state that is wanted, or something that is done. */
export type Step = Resource | Action;

/** What a task's generator hands to the runner when it wants an answer before it goes on. */
export interface StepQuestion {
  readonly question: 'result';
  readonly step: Step;
}

/**
 * A step that a task can ask: `const { changed } = yield* file({ … })`. With a plain `yield`, it is queued and
 * goes out with what follows, in one program.
 */
export interface Asked<R extends StepResult = StepResult> {
  [Symbol.iterator](): Generator<StepQuestion, R, unknown>;
}

/** Whether a step is something that is done each time it is reached. */
export function isAction(step: Step): step is Action {
  return 'perform' in step;
}

/** A resource with what every step takes, that a task can ask for its result. */
export function resourceStep(options: StepOptions, resource: Resource): Resource & Asked {
  return asked<Resource, StepResult>(withMeta(options, resource));
}

/** An action with what every step takes, that a task can ask for its result. */
export function actionStep<R extends StepResult>(
  options: StepOptions,
  action: Action<R>,
): Action<R> & Asked<R> {
  return asked<Action<R>, R>(withMeta(options, action));
}

/** The step itself, told more; what it was told before is kept. */
export function withMeta<S extends Step>(options: StepOptions, step: S): S {
  const meta = metaOf(options);
  return meta === undefined ? step : { ...step, meta: { ...step.meta, ...meta } };
}

function asked<S extends Step, R extends StepResult>(step: S): S & Asked<R> {
  // A copy of the step asks for the copy, with what it was told.
  return {
    ...step,
    *[Symbol.iterator](this: S): Generator<StepQuestion, R, unknown> {
      // The runner answers each step with what its own kind gives.
      return (yield { question: 'result', step: this }) as R;
    },
  };
}
