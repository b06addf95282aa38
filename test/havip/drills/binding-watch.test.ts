import { expect, test } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import { failure, type Outcome, success } from '../../../src/core/outcome.ts';
import { BindingWatch } from '../../../src/havip/drills/watch/binding-watch.ts';

type Answer = Outcome<{ readonly node: string | null }>;

const no: Answer = failure({ code: 'cloud.unreachable', summary: 'The cloud does not answer' });
const yes = (node: string | null): Answer => success({ node });

/** What is told of a cloud that answers so, one question after the other; and how often it was complained of. */
async function told(answers: readonly Answer[]) {
  const seen: (string | null | undefined)[] = [];
  let troubles = 0;
  await new Promise<void>((resolve) => {
    const left = [...answers];
    const watch: BindingWatch = new BindingWatch(
      {
        intervalMs: 1,
        look: async () => {
          const answer = left.shift();
          if (left.length === 0) void Promise.resolve().then(async () => resolve(await watch.stop()));
          return answer ?? no;
        },
      },
      {
        clock: systemClock,
        observe: (observation) => observation.kind === 'binding' && seen.push(observation.node),
        onTrouble: () => {
          troubles += 1;
        },
      },
    );
  });
  return { seen, troubles };
}

test.each([
  ['the same again and again', [yes('A'), yes('A'), yes('A')], ['A'], 0],
  ['it moves', [yes('A'), yes(null), yes('B'), yes('B')], ['A', null, 'B'], 0],
  ['it never answers', [no, no, no], [], 1],
  ['it falls silent', [yes('A'), no, no], ['A', undefined], 1],
  [
    'it is silent for a while',
    [yes('A'), no, no, yes('A'), no, yes('A')],
    ['A', undefined, 'A', undefined, 'A'],
    1,
  ],
  ['it moves while it is silent', [yes('A'), no, yes('B')], ['A', undefined, 'B'], 1],
] as const)('%s', async (_name, answers, seen, troubles) => {
  expect(await told(answers)).toEqual({ seen, troubles });
});
