import { setTimeout as after } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import { failure, type Outcome, success } from '../../../src/core/outcome.ts';
import { BindingWatch } from '../../../src/havip/drills/watch/binding-watch.ts';

type Answer = Outcome<{ readonly node: string | null }>;

const PATIENCE_MS = 20;
const no: Answer = failure({ code: 'cloud.unreachable', summary: 'The cloud does not answer' });
const yes = (node: string | null): Answer => success({ node });
/** An answer that comes, when nobody counts on it any more. */
const late = (answer: Answer) => after(5 * PATIENCE_MS, answer);
const never = () => new Promise<Answer>(() => undefined);

/**
 * What is told of a cloud that answers so, one question after the other, and how often it was complained of. What is
 * asked after the last is not answered, and not waited for.
 */
async function told(answers: readonly (Answer | (() => Promise<Answer>))[]) {
  const seen: (string | null | undefined)[] = [];
  const left = [...answers];
  let troubles = 0;
  await new Promise<void>((resolve) => {
    const watch: BindingWatch = new BindingWatch(
      {
        intervalMs: 1,
        look: async () => {
          const answer = left.shift();
          if (answer !== undefined) return typeof answer === 'function' ? answer() : answer;
          setImmediate(async () => resolve(await watch.stop()));
          return never();
        },
      },
      {
        clock: systemClock,
        observe: (observation) => observation.kind === 'binding' && seen.push(observation.node),
        onTrouble: () => {
          troubles += 1;
        },
        patienceMs: PATIENCE_MS,
      },
    );
  });
  return { seen, troubles };
}

test.each([
  ['the same again and again', [yes('A'), yes('A'), yes('A')], ['A'], 0],
  ['it moves', [yes('A'), yes(null), yes('B'), yes('B')], ['A', null, 'B'], 0],
  ['it cannot be asked', [no, no, no], [], 1],
  ['it falls silent', [yes('A'), no, no], ['A', undefined], 1],
  ['it is silent for a while', [yes('A'), no, no, yes('A'), no], ['A', undefined, 'A', undefined], 1],
  ['it moves while it is silent', [yes('A'), no, yes('B')], ['A', undefined, 'B'], 1],
  ['it takes long to answer', [yes('A'), () => late(yes('A'))], ['A', undefined, 'A'], 1],
  ['it takes long to refuse', [yes('A'), () => late(no), yes('B')], ['A', undefined, 'B'], 1],
] as const)('%s', async (_name, answers, seen, troubles) => {
  expect(await told(answers)).toEqual({ seen, troubles });
});

test('a question without an answer is given up with the watch', async () => {
  const seen: unknown[] = [];
  const watch = new BindingWatch(
    { intervalMs: 1, look: never },
    {
      clock: systemClock,
      observe: (each) => seen.push(each),
      onTrouble: (each) => seen.push(each[0]?.summary),
      patienceMs: PATIENCE_MS,
    },
  );
  await after(3 * PATIENCE_MS);
  await watch.stop();
  expect(seen).toEqual(['no answer within 0.02 s']);
});
