import type { CallSite } from '../../core/user-code/call-site.ts';
import type { Fact } from '../fact.ts';
import type { Resource } from '../resource.ts';
import type { Action, StepResult } from './action.ts';
import { metaOf, type StepOptions } from './meta.ts';

/** Anything that a play takes on a host: a state that is wanted, or something that is done. */
export type Step = Resource | Action;

/** What may stand in a list of steps: `condition && file({ … })` gives one that is left out where it is false. */
export type MaybeStep = Step | false | null | undefined;

/** What a task's generator hands to the runner because it wants an answer before it goes on. */
export type StepQuestion =
  | { readonly question: 'result'; readonly step: Step }
  /** The same on another host. */
  | {
      readonly question: 'on';
      readonly host: string;
      readonly asks: Yielded;
      readonly made?: CallSite;
    }
  /** The same for all hosts of a play: whoever comes first does it. */
  | { readonly question: 'once'; readonly step: Step }
  /** Whether a step would change something: work that is due, and that others carry out. */
  | { readonly question: 'owed'; readonly step: Resource }
  | { readonly question: 'fact'; readonly fact: Fact<unknown> };

/** What a task's generator may yield: one step, a list of steps that go out in one program, or a question. */
export type Yielded = Step | readonly MaybeStep[] | StepQuestion;

/** Steps in sequence. Each is done before the line after it runs; one that failed is thrown there. */
export type Tasks<R = void> = Generator<Yielded, R, unknown>;

/** A step that a task can ask for what came of it: `const { changed } = yield* file({ … })`. */
export interface Asked<R extends StepResult = StepResult> {
  [Symbol.iterator](): Generator<Yielded, R, unknown>;
}

/** Whether a step is something that is done each time it is reached. */
export function isAction(step: Step): step is Action {
  return 'perform' in step;
}

/** Told by how the function is written, so that nothing has to be called. */
export function isGeneratorFunction(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object GeneratorFunction]';
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
