import { areaOf, formatPlace, type Problem } from '../../core/problem.ts';
import type { Step } from '../../resources/steps/step.ts';
import type { TaskHost } from '../unit/unit.ts';
import type { Answer } from './questions/answer.ts';

/**
 * The first step of some tasks that a check has not carried out, and whose result is a guess from then on. What the
 * playbook makes of that result is no mistake of its own, and no failure of the host.
 */
export class Guess {
  #of: string | undefined;

  /** Passes an answer on. */
  noting(step: Step, answer: Answer): Answer {
    const { value } = answer.kind === 'value' ? answer : { value: undefined };
    const isGuess = typeof value === 'object' && value !== null && Reflect.get(value, 'guessed') === true;
    if (isGuess) this.#of ??= step.name;
    return answer;
  }

  /** Whether a problem may come of nothing but the guess: an exception, a wrong option, something that is not so. */
  mayBeWhy(problem: Problem): boolean {
    return this.#of !== undefined && (areaOf(problem) === 'playbook' || problem.code === 'host.not-so');
  }

  /** Says that the check has come to its end there. */
  tell({ run, host }: TaskHost, { summary, source }: Problem): void {
    const at = source === undefined ? '' : `, at ${formatPlace(source)}`;
    const text = `the check of this host ends here${at}: ${summary}. That may come of the guess of ${this.#of}`;
    run.deps.onEvent({ type: 'notice', host: host.name, text });
  }
}
