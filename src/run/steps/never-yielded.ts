import { formatPlace, type Problem } from '../../core/problem.ts';
import { Taking } from '../../core/user-code/taking.ts';
import { stepsIn } from '../../resources/steps/step-list.ts';
import type { TaskHost } from '../unit/unit.ts';

/** Watches what tasks make and what they yield: a step that is only made is not done, and looks as if it were. */
export class NeverYielded {
  readonly #taking = new Taking();

  /** Asks the tasks to go on. */
  turn<Y, R>(work: () => IteratorResult<Y, R>): IteratorResult<Y, R> {
    const turn = this.#taking.during(work);
    if (turn.done !== true) for (const { meta } of stepsIn(turn.value)) this.#taking.taken(meta?.made);
    return turn;
  }

  /** Of tasks that have come to their end; one place is told once. */
  problems(): readonly Problem[] {
    const found = this.#taking.left().map(
      ({ what, made: { place } }): Problem => ({
        code: 'playbook.never-yielded',
        summary: `${what} is made here and never yielded, so it is not done`,
        fix: 'Write `yield` before a step, and `yield*` before on(…), once(…), attempt(…) and read(…).',
        ...(place && { source: place }),
      }),
    );
    return [...new Map(found.map((problem) => [JSON.stringify(problem.source), problem])).values()];
  }

  /** Tells them once: hosts that follow make the same steps. */
  tell({ run, host }: TaskHost): void {
    for (const { summary, source, fix } of this.problems()) {
      const text = source === undefined ? summary : `${formatPlace(source)}: ${summary}`;
      if (!run.tasks.told.has(text))
        run.deps.onEvent({ type: 'notice', host: host.name, text, ...(fix && { fix }) });
      run.tasks.told.add(text);
    }
  }
}
