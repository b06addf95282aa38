import { beforeEach, describe, expect, it } from 'vitest';
import { StepFailure } from '../../../src/resources/steps/step-failure.ts';
import { Bench, type Name } from '../../bench/bench.ts';
import { ask, call, runs, tasks, write } from '../../bench/tasks.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

// A rehearsal goes through the tasks before the run does: what they note is there twice.
const apps = ['app1', 'app2', 'app3', 'app4'] as const;
const calls = (name: Name) => bench.machines[name].calls;
const file = (name: Name, path: string) => bench.machines[name].files.get(path);
const one = { hosts: 'app1' };

describe('tasks', () => {
  it('are done one after the other, and answer', async () => {
    const seen: unknown[] = [];
    const { result, changed } = await bench.run(
      tasks(function* () {
        const first = yield* write('/a', '1');
        const again = yield* write('/a', '1');
        const { stdout } = yield* ask('hello');
        yield call('done');
        seen.push(first, again, stdout);
      }, one),
    );
    expect([result.errors, seen.slice(-3)]).toEqual([[], [{ changed: true }, { changed: false }, 'hello\n']]);
    expect([changed.app1, calls('app1')]).toEqual([['/a', 'done'], ['done']]);
    expect([bench.endings('app1'), bench.machines.app1.lease]).toEqual([['kept'], undefined]);
  });

  it('take lists as one program, and leave out what is false', async () => {
    await bench.run(
      tasks(function* () {
        yield [write('/a', '1'), false, write('/b', '1'), undefined];
      }, one),
    );
    expect(bench.sent.filter((each) => each === 'app1: making changes')).toHaveLength(1);
    expect([file('app1', '/a'), file('app1', '/b')]).toEqual(['1', '1']);
  });

  it('that only read take no lock and write no journal', async () => {
    const { result, changed } = await bench.run(
      tasks(function* () {
        yield* ask('hello');
      }, one),
    );
    expect([result.errors, changed.app1, bench.endings('app1')]).toEqual([[], [], []]);
    expect(bench.sent.some((each) => /lease|lock/.test(each))).toBe(false);
  });

  it('carry out by a later service what an earlier step asks of it', async () => {
    bench.machines.app1.service('web').active = true;
    const { result } = await bench.run(
      tasks(function* () {
        yield [write('/a', '1', { notify: { service: 'web', action: 'restart' } }), runs('web')];
      }, one),
    );
    expect([result.errors, calls('app1')]).toEqual([[], ['restart web']]);
  });

  it('refuse a notification that nobody answers, before anything is contacted', async () => {
    const wrong = tasks(function* () {
      yield { ...write('/a', '1'), meta: { notify: [{ service: 'web', action: 'reload' as const }] } };
    }, one);
    await expect(bench.run(wrong)).rejects.toThrow('playbook.unanswered-notify');
    expect(bench.sent).toEqual([]);
  });
});

describe('a step of tasks that fails', () => {
  it('and that nobody catches ends its host, which gets back what it had', async () => {
    bench.machines.app2.fails.add('second');
    const { result, codes } = await bench.run(
      tasks(function* () {
        yield write('/a', '1');
        yield call('second');
        yield call('third');
      }),
    );
    expect([result.exitCode, codes]).toEqual([2, ['host.step-failed', 'host.rolled-back']]);
    expect(apps.map((name) => file(name, '/a'))).toEqual(['1', undefined, '1', '1']);
    expect(calls('app2')).toEqual(['second']);
  });

  it.each([
    ['an action', () => call('risky')],
    ['a resource', () => write('/risky', '1')],
  ])('is thrown where it was asked for, and may be caught: %s', async (_what, risky) => {
    bench.machines.app1.fails.add('risky').add('write /risky');
    const caught: unknown[] = [];
    const { result, notices } = await bench.run(
      tasks(function* () {
        try {
          yield* risky();
        } catch (failure) {
          caught.push(failure instanceof StepFailure && failure.problems[0]?.code);
          yield write('/rescue', '1');
        }
      }, one),
    );
    expect([result.errors, result.exitCode, caught]).toEqual([[], 0, ['host.step-failed']]);
    expect([file('app1', '/rescue'), bench.endings('app1')]).toEqual(['1', ['kept']]);
    expect(notices.some((text) => / failed, and the playbook goes on from there: cannot /.test(text))).toBe(
      true,
    );
    // As Ansible counts: the step that failed is rescued, and neither ok nor failed.
    expect(result.hosts.app1).toMatchObject({ ok: 1, failed: 0, rescued: 1 });
    expect(result.hosts.app1?.tasks.filter(({ rescued }) => rescued)).toHaveLength(1);
  });

  it('may be thrown on, and what stands in finally is carried out in any case', async () => {
    bench.machines.app1.fails.add('risky');
    const { codes } = await bench.run(
      tasks(function* () {
        try {
          yield call('risky');
        } catch (failure) {
          yield call('rescue');
          throw failure;
        } finally {
          yield call('always');
        }
      }, one),
    );
    expect(codes).toEqual(['host.step-failed', 'host.rolled-back']);
    expect(calls('app1')).toEqual(['risky', 'rescue', 'always']);
  });

  it('that was caught does not excuse a later one', async () => {
    bench.machines.app1.fails.add('first').add('second');
    const { codes, result } = await bench.run(
      tasks(function* () {
        try {
          yield call('first');
        } catch {}
        yield call('second');
      }, one),
    );
    expect(codes.filter((code) => code === 'host.step-failed')).toHaveLength(1);
    expect(result.errors[0]?.summary).toContain('second');
    expect(result.errors[0]?.detail).toContain('Before it "first" had failed: ');
  });

  it('is told where another in finally takes its place', async () => {
    bench.machines.app1.fails.add('first').add('always');
    const { result } = await bench.run(
      tasks(function* () {
        try {
          yield call('first');
        } finally {
          yield call('always');
        }
      }, one),
    );
    expect(result.errors[0]?.summary).toContain('always');
    expect(result.errors[0]?.detail).toMatch(/Before it "first" had failed: .*[^.]\.$/);
  });

  it.each([
    [0, 4],
    [1, 3],
  ])('counts for maxFailures %i: of four hosts, %i are begun', async (maxFailures, untouched) => {
    bench.machines.app1.fails.add('step');
    bench.machines.app2.fails.add('step');
    await bench.run(
      tasks(
        function* () {
          yield call('step');
        },
        { serial: 1, maxFailures },
      ),
    );
    expect(apps.filter((name) => calls(name).length === 0)).toHaveLength(untouched - 1);
  });
});

describe('an interrupt', () => {
  it('begins no further step, and carries out what stands in finally', async () => {
    bench.onProgram = (_machine, label) => {
      if (label === 'making changes' && calls('app1').length === 1) bench.interrupt.abort();
    };
    await bench.run(
      tasks(function* () {
        yield call('first');
        try {
          yield call('second');
          yield call('third');
        } catch {
          yield call('rescue');
        } finally {
          yield call('always');
        }
      }, one),
    );
    expect(calls('app1')).toEqual(['first', 'second', 'always']);
  });
});

describe('a run with tasks whose control machine dies', () => {
  const book = () =>
    tasks(function* () {
      yield [write('/a', '1'), write('/b', '1')];
      yield call('act');
      yield write('/c', '1');
    }, one);
  const places = [1, 2, 3, 4].flatMap((step) =>
    (['intended', 'done'] as const).map((noted) => ({ machine: 'app1', step, noted })),
  );

  it.each(places)('at step $step, $noted: the next run finishes', async (cut) => {
    bench.cut = cut;
    await bench.run(book());
    bench.later();
    const { result } = await bench.run(book());
    expect([result.errors, ['/a', '/b', '/c'].map((path) => file('app1', path))]).toEqual([
      [],
      ['1', '1', '1'],
    ]);
    for (const ending of bench.endings('app1')) expect(['kept', 'settled']).toContain(ending);
  });
});
