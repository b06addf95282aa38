import type { Role, TaskContext } from '../../api/types.ts';
import type { Problem } from '../../core/problem.ts';
import type { CallSite } from '../../core/user-code/call-site.ts';
import type { CodeOrigin } from '../../core/user-code/user-code.ts';
import { MissingFact } from '../../resources/fact.ts';
import type { Resource } from '../../resources/resource.ts';
import { isAction, type Step, type Tasks, type Yielded } from '../../resources/steps/step.ts';
import { taken } from '../../resources/steps/step-list.ts';
import { unansweredIn, wrongSteps } from '../../resources/steps/wrong-steps.ts';
import { NeverYielded } from './never-yielded.ts';

/** Steps of one host that a rehearsal goes through; more is a loop that only a machine can end. */
const MOST_STEPS = 300;

/** The steps of tasks, as far as they are known before anything is contacted. */
export interface RehearsedTasks {
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
  /** Steps that are not done, as far as the tasks go: where they end early, what is left may still come. */
  readonly neverYielded: readonly Problem[];
  /** They came to their end, so these are all of them. */
  readonly whole: boolean;
}

/** What a rehearsal has in place of machines. */
interface Rehearsing {
  readonly origin: CodeOrigin;
  /** What is wrong with a host that tasks name. */
  readonly wrongHost: (name: string, made?: CallSite) => Problem | undefined;
  /** A step as its play and its host have it. */
  readonly placed: <S extends Step>(step: S) => S;
}

/** What one thing that tasks have yielded comes to. */
interface Asked {
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
  /** What the tasks go on with; undefined where only a machine can say. */
  readonly answer: { readonly value: unknown } | undefined;
  /** The answer may be far from what a machine would say, and so is all that follows from it. */
  readonly guessed: boolean;
  /** Taken for what a machine would have said. */
  readonly assumed: boolean;
  readonly elsewhere?: true;
}

/**
 * Goes through tasks without a machine, as if each step changed something, up to the first question that only a
 * machine can answer. What comes after a guess is listed, and nothing is found wrong with it.
 */
export function rehearseTasks(
  tasks: NonNullable<Role['tasks']>,
  context: TaskContext,
  around: Rehearsing,
): RehearsedTasks {
  const seen: Asked[] = [];
  const neverYielded = new NeverYielded();
  const end = (atEnd: boolean): RehearsedTasks => {
    const guess = seen.findIndex(({ guessed }) => guessed);
    const whole = atEnd && guess === -1;
    const sure = guess === -1 ? seen : seen.slice(0, guess + 1);
    const own = sure.filter(({ elsewhere }) => elsewhere !== true).flatMap(({ steps }) => steps);
    const unanswered = whole ? unansweredIn(own.filter(isResource)) : [];
    return {
      steps: seen.flatMap(({ steps }) => steps),
      problems: [...sure.flatMap(({ problems }) => problems), ...unanswered],
      neverYielded: whole ? neverYielded.problems() : [],
      whole,
    };
  };
  try {
    const generator: Tasks = tasks(context);
    for (let next = neverYielded.turn(() => generator.next()); ; ) {
      if (next.done === true) return end(true);
      const asked = judge(next.value, around);
      seen.push(asked);
      if (asked.answer === undefined || seen.length >= MOST_STEPS) return end(false);
      const { value } = asked.answer;
      next = neverYielded.turn(() => generator.next(value));
    }
  } catch (error) {
    // What follows from an answer that nobody gave is no mistake yet.
    if (error instanceof MissingFact || seen.some(({ assumed }) => assumed)) return end(false);
    throw error;
  }
}

function judge(yielded: Yielded, around: Rehearsing): Asked {
  const { question, steps } = taken(yielded, around.origin);
  if (question === undefined) return judgeSteps(steps.map(around.placed), false);
  switch (question.question) {
    case 'fact':
      return { steps: [], problems: [], answer: undefined, assumed: false, guessed: false };
    case 'on': {
      const wrong = around.wrongHost(question.host, question.made);
      const there = judge(question.asks, { ...around, placed: (step) => step });
      return { ...there, elsewhere: true, problems: [...(wrong ? [wrong] : []), ...there.problems] };
    }
    default:
      return judgeSteps([around.placed(question.step)], true);
  }
}

function judgeSteps(steps: readonly Step[], one: boolean): Asked {
  const problems = [
    ...steps.filter(isAction).flatMap((step) => step.problems ?? []),
    ...[...wrongSteps(steps.filter(isResource), true).values()].flat(),
  ];
  const results = steps.map((step) => (isAction(step) ? step.guess() : { changed: true }));
  const guessed = one && results.some((result) => result.guessed === true);
  return { steps, problems, answer: { value: one ? results[0] : results }, assumed: one, guessed };
}

function isResource(step: Step): step is Resource {
  return !isAction(step);
}
