import { beforeEach, describe, expect, it } from 'vitest';
import type { StepAnswer } from '../../../src/run/choice/step-by-step.ts';
import { Bench } from '../../bench/bench.ts';
import { ask, call, tasks, write } from '../../bench/tasks.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

const book = () =>
  tasks(
    function* () {
      yield write('/a', '1');
      yield* call('first');
      const { changed } = yield* write('/b', '1');
      yield* ask('look');
      if (changed) yield* call('second');
    },
    { hosts: 'app1' },
  );

describe('steps in sequence', () => {
  it.each([
    ['/a', ['/a', 'first', '/b', 'second']],
    ['first', ['first', '/b', 'second']],
    ['/b', ['/b', 'second']],
    ['sec*', []],
  ])('begin at %s', async (startAt, wanted) => {
    const { changed } = await bench.run(book(), { startAt });
    expect(changed.app1).toEqual(wanted);
  });

  it('have no step that is none of them: nothing is done, and that is bad input', async () => {
    const { codes, changed, result } = await bench.run(book(), { startAt: 'nothing' });
    expect([codes, result.exitCode, changed.app1]).toEqual([['usage.no-such-step'], 5, []]);
    expect([bench.machines.app1.calls, bench.machines.app1.lease]).toEqual([[], undefined]);
  });

  const cases: readonly (readonly [readonly StepAnswer[], readonly string[], readonly string[]])[] = [
    [
      ['yes', 'no', 'yes', 'yes'],
      ['/a', '/b', 'second'],
      ['/a', 'first', '/b', 'second'],
    ],
    [
      ['yes', 'yes', 'no'],
      ['/a', 'first'],
      ['/a', 'first', '/b'],
    ],
    [
      ['no', 'all'],
      ['first', '/b', 'second'],
      ['/a', 'first'],
    ],
  ];
  it.each(cases)('are asked for one by one: %j', async (answers, wanted, asked) => {
    bench.stepAnswers = [...answers];
    const { changed } = await bench.run(book(), { step: true });
    expect(changed.app1).toEqual(wanted);
    expect(bench.asked.map((question) => /^app1: (\S+) /.exec(question)?.[1])).toEqual(asked);
  });
});
