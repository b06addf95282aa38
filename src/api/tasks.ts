import { areaOf } from '../core/problem.ts';
import { type CallSite, callSite } from '../core/user-code/call-site.ts';
import { takenWhenAsked } from '../core/user-code/taking.ts';
import type { Fact } from '../resources/fact.ts';
import type { StepResult } from '../resources/steps/action.ts';
import {
  type Asked,
  isGeneratorFunction,
  type Step,
  type StepQuestion,
  type Tasks,
  type Yielded,
} from '../resources/steps/step.ts';
import { StepFailure } from '../resources/steps/step-failure.ts';
import { isStep } from '../resources/steps/step-list.ts';

/** What is asked for by `yield*`: a step, or tasks of a function of your own. */
export interface Asking<R> {
  [Symbol.iterator](): Generator<Yielded, R, unknown>;
}

/** The same, or a function that gives it: `on('lb-01', function* () { … })`. */
export type Asks<R> = Asking<R> | (() => Asking<R>);

function asking<R>(what: Asks<R>): Generator<Yielded, R, unknown> {
  return (typeof what === 'function' ? what() : what)[Symbol.iterator]();
}

/** Nothing happens before it is asked; by the name of the step that it is about, if it is about one. */
function waiting<Y, R>(
  call: string,
  made: CallSite,
  tasks: Generator<Y, R, unknown>,
  about?: unknown,
): Generator<Y, R, unknown> {
  const step = isStep(about) ? about : undefined;
  const what = step === undefined ? `${call}(…)` : `${call}(…) of "${step.name}"`;
  return takenWhenAsked({ what, made }, tasks, step?.meta?.made);
}

/**
 * Carries out a step, or tasks, on another host of the inventory, with that host's lock and journal.
 * @example yield* on('lb-01', execute({ name: `drain ${host.name}`, run: 'drain web-01' }))
 * @param host its name in the inventory; it need not be part of the play
 */
export function on<R>(host: string, what: Asks<R>): Generator<StepQuestion, R, unknown> {
  const made = callSite(on);
  return waiting('on', made, elsewhere(host, what, made), what);
}

function* elsewhere<R>(host: string, what: Asks<R>, made: CallSite): Generator<StepQuestion, R, unknown> {
  const inner = asking(what);
  let next = inner.next();
  while (next.done !== true) {
    let answer: unknown;
    try {
      answer = yield { question: 'on', host, asks: next.value, made };
    } catch (failure) {
      next = inner.throw(failure);
      continue;
    }
    next = inner.next(answer);
  }
  return next.value;
}

/**
 * Carries out a step once for all hosts of the play: the first host that comes to it does it, the others wait
 * for it and have the same result.
 * @example const { stdout } = yield* once(execute({ name: 'migrate', run: 'bin/migrate' }))
 */
export function once<R extends StepResult>(step: Step & Asked<R>): Generator<StepQuestion, R, unknown> {
  return waiting('once', callSite(once), question<R>({ question: 'once', step }), step);
}

function* question<R>(asked: StepQuestion): Generator<StepQuestion, R, unknown> {
  return (yield asked) as R;
}

/**
 * What the machine says of itself, read where it is not known yet.
 * @example const { addresses } = yield* read(networkFact);
 */
export function read<T>(fact: Fact<T>): Generator<StepQuestion, T, unknown> {
  return waiting('read', callSite(read), question<T>({ question: 'fact', fact }));
}

/** What came of something that may fail. */
export type Attempt<R> =
  | { readonly failed: false; readonly result: R }
  | { readonly failed: true; readonly failure: StepFailure };

/**
 * Carries out a step, or tasks, whose failure is no failure of the host. That a machine cannot be reached, its
 * lock is lost or the playbook is wrong is thrown all the same.
 * @example const { failed } = yield* attempt(execute({ name: 'leave the old broker', run: 'brokerctl leave' }))
 */
export function attempt<R>(what: Asks<R>): Generator<Yielded, Attempt<R>, unknown> {
  return waiting('attempt', callSite(attempt), tried(what), what);
}

function* tried<R>(what: Asks<R>): Generator<Yielded, Attempt<R>, unknown> {
  try {
    return { failed: false, result: yield* asking(what) };
  } catch (failure) {
    if (!(failure instanceof StepFailure) || failure.problems.some((each) => areaOf(each) !== 'host'))
      throw failure;
    return { failed: true, failure };
  }
}

/** A play's or a role's tasks that are steps in sequence: written `function* ({ host }) { … }`. */
export type TaskGenerator<C> = (context: C) => Tasks;

/** Whether tasks are steps in sequence. */
export function isTaskGenerator<C>(tasks: unknown): tasks is TaskGenerator<C> {
  return isGeneratorFunction(tasks);
}
