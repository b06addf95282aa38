import { beforeEach, describe, expect, it } from 'vitest';
import { on, once } from '../../../src/api/tasks.ts';
import type { Tasks } from '../../../src/resources/steps/step.ts';
import { Bench, type Name } from '../../bench/bench.ts';
import { call, tasks, write } from '../../bench/tasks.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

// A rehearsal goes through the tasks before the run does: what they note is there twice.
const apps = ['app1', 'app2', 'app3', 'app4'] as const;
const calls = (name: Name) => bench.machines[name].calls;
const file = (name: Name, path: string) => bench.machines[name].files.get(path);
const one = { hosts: 'app1' };

describe('once', () => {
  it('is done by one host, and all have its result', async () => {
    const seen: string[] = [];
    await bench.run(
      tasks(function* ({ host }) {
        const { exitCode } = yield* once(call('migrate'));
        seen.push(`${host.name} ${exitCode}`);
      }),
    );
    expect(apps.flatMap(calls)).toEqual(['migrate']);
    expect([...new Set(seen)].sort()).toEqual(apps.map((name) => `${name} 0`));
  });

  it('is done once a play, also where plays have one name', async () => {
    const book = tasks(function* () {
      yield* once(call('migrate'));
    });
    await bench.run({ ...book, plays: [...book.plays, ...book.plays.map((each) => ({ ...each }))] });
    expect(apps.flatMap(calls)).toEqual(['migrate', 'migrate']);
  });

  it('fails for all where it fails', async () => {
    for (const name of apps) bench.machines[name].fails.add('migrate');
    const { result, events } = await bench.run(
      tasks(function* () {
        yield* once(call('migrate'));
        yield write('/a', '1');
      }),
    );
    // Whose failure it is, too, ends once.
    const ended = events.flatMap((event) => (event.type === 'host-finished' ? [event.host] : []));
    expect(ended.sort()).toEqual([...apps]);
    expect([result.exitCode, apps.map((name) => file(name, '/a'))]).toEqual([2, Array(4).fill(undefined)]);
  });
});

describe('on another host', () => {
  const drained = (options = {}) =>
    tasks(
      function* ({ host }) {
        yield* on('app4', call(`drain ${host.name}`));
        try {
          yield write('/a', '1');
        } finally {
          yield* on('app4', call(`undrain ${host.name}`));
        }
      },
      { hosts: 'app1:app2', serial: 1, maxFailures: 0, ...options },
    );

  it('steps are done with its lock and journal, which end with the run', async () => {
    const { result } = await bench.run(drained());
    expect([result.errors, calls('app4')]).toEqual([
      [],
      ['drain app1', 'undrain app1', 'drain app2', 'undrain app2'],
    ]);
    expect([bench.endings('app4'), bench.machines.app4.lease]).toEqual([['kept'], undefined]);
    expect(result.hosts.app4?.changed).toBe(4);
  });

  it.each(['auto', 'never'] as const)(
    'a member of a cluster may be that host, of whose cluster nothing is known (verify %s)',
    async (verify) => {
      const { result } = await bench.run(
        tasks(
          function* ({ host }) {
            yield* on('one', call(`drain ${host.name}`));
          },
          { hosts: 'app1' },
        ),
        { verify },
      );
      expect([result.errors, result.exitCode, calls('one')]).toEqual([[], 0, ['drain app1']]);
      expect([bench.endings('one'), bench.machines.one.lease]).toEqual([['kept'], undefined]);
    },
  );

  it('what stands in finally is done there although the host itself has failed', async () => {
    bench.machines.app1.fails.add('write /a');
    const { codes } = await bench.run(drained());
    expect([codes[0], calls('app4')]).toEqual(['host.step-failed', ['drain app1', 'undrain app1']]);
    expect(file('app2', '/a')).toBeUndefined();
  });

  it.each([
    ['fails', () => bench.machines.app4.fails.add('drain app1')],
    ['does not answer', () => bench.away.add('app4')],
    ['is locked by another run', () => bench.lock('app4')],
  ])('that %s, the step has failed for the host that asked', async (_what, arrange) => {
    arrange();
    const { result } = await bench.run(drained());
    expect(result.exitCode).toBe(2);
    expect(result.errors[0]).toMatchObject({ host: 'app1', summary: expect.stringMatching(/^on app4: /) });
    expect([file('app1', '/a'), calls('app2')]).toEqual([undefined, []]);
  });

  it('may be a host that is in the play itself, before, during and after its own turn', async () => {
    const { result } = await bench.run(
      tasks(
        function* ({ host }) {
          yield* on('app2', call(`by ${host.name}`));
          yield write('/a', '1');
        },
        { serial: 1 },
      ),
    );
    expect([result.errors, calls('app2')]).toEqual([[], apps.map((name) => `by ${name}`)]);
    expect([bench.machines.app2.lease, file('app2', '/a')]).toEqual([undefined, '1']);
    for (const ending of bench.endings('app2')) expect(ending).toBe('kept');
  });

  it('takes tasks of a function, and throws their failures within', async () => {
    bench.machines.app4.fails.add('risky');
    function* register(): Tasks<string> {
      try {
        yield call('risky');
      } catch {
        return 'rescued';
      }
      return 'well';
    }
    const seen: string[] = [];
    const { result } = await bench.run(
      tasks(function* () {
        seen.push(yield* on('app4', register()));
      }, one),
    );
    expect([result.errors, seen.at(-1)]).toEqual([[], 'rescued']);
  });

  it('has to be in the inventory, which is looked at before anything is contacted', async () => {
    const wrong = tasks(function* () {
      yield* on('app9', call('x'));
    }, one);
    await expect(bench.run(wrong)).rejects.toThrow('playbook.no-such-host');
    expect(bench.sent).toEqual([]);
  });
});
