import { beforeEach, describe, expect, it } from 'vitest';
import { handler } from '../../../src/resources/steps/handler.ts';
import type { Tasks } from '../../../src/resources/steps/step.ts';
import { Bench } from '../../bench/bench.ts';
import { call, tasks, write } from '../../bench/tasks.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

const one = { hosts: 'app1' };
const calls = () => bench.machines.app1.calls;
const noted = { service: 'handler index', action: 'restart' } as const;
const changing = (path: string, content = '1') => write(path, content, { notify: noted });
const index = (work: () => Tasks<unknown> = rebuild) => handler({ name: 'index', run: work });

function* rebuild() {
  yield call('rebuild');
  yield write('/index', 'new');
}

describe('a handler whose work is tasks', () => {
  it('is carried out once, where something that notifies it has changed', async () => {
    const book = tasks(function* () {
      yield [changing('/a'), changing('/b')];
      yield* index();
      yield* index();
    }, one);
    expect((await bench.run(book)).result.errors).toEqual([]);
    expect(calls()).toEqual(['rebuild']);
    const again = await bench.run(book);
    expect([again.result.exitCode, calls(), again.changed.app1]).toEqual([0, ['rebuild'], []]);
  });

  it('is carried out in the middle, and again further on', async () => {
    const book = tasks(function* () {
      yield changing('/a');
      yield* index();
      yield call('between');
      yield changing('/b');
      yield* index();
    }, one);
    await bench.run(book);
    expect(calls()).toEqual(['rebuild', 'between', 'rebuild']);
  });

  it('is owed until its tasks have come to their end', async () => {
    bench.machines.app1.fails.add('rebuild');
    const book = tasks(function* () {
      yield changing('/a');
      yield* index();
    }, one);
    expect((await bench.run(book)).result.exitCode).toBe(2);
    bench.machines.app1.fails.clear();
    expect((await bench.run(book)).result.exitCode).toBe(0);
    expect(calls().slice(-1)).toEqual(['rebuild']);
    const third = await bench.run(book);
    expect(third.changed.app1).toEqual([]);
  });

  it('is carried out by who rescues', async () => {
    bench.machines.app1.fails.add('migrate');
    const book = tasks(function* () {
      try {
        yield changing('/a');
        yield call('migrate');
      } catch {
        yield* index();
      }
    }, one);
    expect((await bench.run(book)).result.exitCode).toBe(0);
    expect(calls()).toEqual(['migrate', 'rebuild']);
  });

  it('is foreseen by a check', async () => {
    const book = tasks(function* () {
      yield changing('/a');
      yield* index();
    }, one);
    const { changed } = await bench.run(book, { check: true });
    expect([changed.app1, calls()]).toEqual([['/a', 'index', 'rebuild', '/index'], []]);
  });

  it.each([
    ['a list', () => [index()]],
    ['a yield without an asterisk', () => index()],
  ])('is refused before contact in %s', async (_where, step) => {
    const book = tasks(function* () {
      yield step();
    }, one);
    await expect(bench.run(book)).rejects.toThrow('playbook.step-not-asked');
  });
});
