import { beforeEach, describe, expect, it } from 'vitest';
import { attempt, on } from '../../../src/api/tasks.ts';
import type { ExecuteResult } from '../../../src/resources/actions/execute.ts';
import { Bench } from '../../bench/bench.ts';
import { ask, call, tasks, write } from '../../bench/tasks.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

const one = { hosts: 'app1' };
const calls = () => bench.machines.app1.calls;
/** Lets what fails go well from the given time on. */
const wellFrom = (times: number, what = 'migrate') => {
  bench.machines.app1.fails.add(what);
  let seen = 0;
  bench.onProgram = (_machine, label) => {
    if (label === 'making changes') seen += 1;
    if (seen >= times) bench.machines.app1.fails.delete(what);
  };
};

describe('retries', () => {
  it.each([
    ['as often as it takes', 3, { retries: 5 }, 0, 3],
    ['as often as it may, and no more', 9, { retries: 2 }, 2, 3],
    ['not at all without them', 2, {}, 2, 1],
  ])('tries again %s', async (_what, from, options, exitCode, times) => {
    wellFrom(from);
    const book = tasks(function* () {
      yield* call('migrate', { ...options, ...('retries' in options && { delay: 1 }) });
    }, one);
    const { result } = await bench.run(book);
    expect([result.exitCode, calls()]).toEqual([exitCode, Array(times).fill('migrate')]);
    expect(result.hosts.app1?.tasks.map(({ name }) => name)).toEqual(['migrate']);
  });

  it('are not for a machine that is out of reach', async () => {
    bench.onProgram = (_machine, label) => {
      if (label === 'making changes') bench.away.add('app1');
    };
    const book = tasks(function* () {
      yield* call('migrate', { retries: 50, delay: 60_000 });
    }, one);
    expect((await bench.run(book)).result.exitCode).toBe(4);
  });

  it('end with an interrupt', async () => {
    wellFrom(99);
    const book = tasks(function* () {
      yield* call('migrate', { retries: 50, delay: 60_000 });
    }, one);
    bench.onProgram = (_machine, label) => {
      if (label === 'making changes') setImmediate(() => bench.interrupt.abort());
    };
    await bench.run(book);
    expect(calls()).toEqual(['migrate']);
  });
});

describe('until', () => {
  const until = (so: (result: ExecuteResult) => boolean, more = {}) =>
    tasks(function* () {
      yield* call('look', { until: so, delay: 1, ...more });
    }, one);

  it('is asked of each result', async () => {
    let asked = 0;
    const { result } = await bench.run(until(({ exitCode }) => exitCode === 0 && ++asked === 3));
    expect([result.exitCode, calls().length]).toEqual([0, 3]);
  });

  it.each([
    ['three more times by default', {}, 4],
    ['as often as it is said', { retries: 1 }, 2],
  ])('is a failure where it is never met, tried %s', async (_what, more, times) => {
    const { result, codes } = await bench.run(until(() => false, more));
    expect([result.exitCode, codes[0], calls().length]).toEqual([2, 'host.not-so-far', times]);
  });
});

describe('attempt', () => {
  it('goes on where a step failed, which is no failure of the host', async () => {
    bench.machines.app1.fails.add('leave');
    const seen: boolean[] = [];
    const book = tasks(function* () {
      const left = yield* attempt(call('leave'));
      const written = yield* attempt(write('/a', '1'));
      seen.push(left.failed, written.failed, !written.failed && written.result.changed);
    }, one);
    const { result, notices } = await bench.run(book);
    expect([result.exitCode, result.hosts.app1?.failed, seen.slice(-3)]).toEqual([0, 0, [true, false, true]]);
    expect(notices).toContain('leave failed, and the playbook goes on from there: cannot leave');
  });

  it.each([
    ['a machine that is out of reach', 'app1', 4],
    ['a machine that is named and out of reach', 'app4', 2],
  ])('is not for %s', async (_what, away, exitCode) => {
    bench.onProgram = (_machine, label) => {
      if (label === 'making changes') bench.away.add(away);
    };
    if (away === 'app4') bench.away.add(away);
    const book = tasks(function* () {
      yield* attempt(away === 'app1' ? call('x') : on(away, call('x')));
      yield call('after');
    }, one);
    const { result } = await bench.run(book);
    expect([result.exitCode, calls()]).toEqual([exitCode, []]);
  });

  it('is for what a function of tasks does, too', async () => {
    bench.machines.app1.fails.add('second');
    const both = function* () {
      yield call('first');
      const { stdout } = yield* ask('hello');
      yield call('second');
      return stdout;
    };
    const book = tasks(function* () {
      const { failed } = yield* attempt(both());
      if (failed) yield call('third');
    }, one);
    const { result } = await bench.run(book);
    expect([result.exitCode, calls()]).toEqual([0, ['first', 'second', 'third']]);
  });
});
