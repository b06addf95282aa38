import { beforeEach, describe, expect, it } from 'vitest';
import { reboot } from '../../../src/resources/actions/reboot.ts';
import { Bench } from '../../bench/bench.ts';
import { pair } from '../../bench/playbooks.ts';
import { file } from '../../bench/resources.ts';
import { call, tasks } from '../../bench/tasks.ts';

let bench: Bench;

beforeEach(async () => {
  bench = new Bench();
  await bench.run(pair());
  bench.wire.moves.length = 0;
  bench.sent.length = 0;
});

const both = { hosts: 'web' };
const order = (what: RegExp) => bench.sent.filter((each) => what.test(each)).map((each) => each.slice(0, 3));

describe('tasks on the members of a cluster', () => {
  it('are done one node after the other, the holder last', async () => {
    const { result } = await bench.run(
      tasks(function* ({ host }) {
        yield call(`first on ${host.name}`);
        yield call(`second on ${host.name}`);
      }, both),
    );
    expect([result.errors, order(/: making changes/)]).toEqual([[], ['two', 'two', 'one', 'one']]);
    expect([bench.holders(), bench.wire.moves]).toEqual([['one'], []]);
  });

  it('that fail on the standby are not begun on the holder', async () => {
    bench.machines.two.fails.add('step');
    await bench.run(
      tasks(function* () {
        yield call('step');
      }, both),
    );
    expect([bench.machines.two.calls.includes('step'), bench.machines.one.calls.includes('step')]).toEqual([
      true,
      false,
    ]);
  });

  it.each([
    ['the standby alone', ['two']],
    ['the holder alone', ['one']],
    ['both', ['one', 'two']],
  ])('that fail are undone, and nobody is blamed for what --limit leaves out: %s', async (_what, limit) => {
    bench.machines.one.fails.add('step');
    bench.machines.two.fails.add('step');
    const { codes, result } = await bench.run(
      tasks(function* () {
        yield file('/etc/app.conf', 'new');
        yield call('step');
      }, both),
      { limit: new Set(limit) },
    );
    expect([codes, result.exitCode]).toEqual([['host.step-failed', 'host.rolled-back'], 2]);
    expect(bench.holders()).toEqual(['one']);
  });

  it('are not begun on the next node once the cluster does not stand as it did', async () => {
    bench.onProgram = (machine, label) => {
      if (machine === 'two' && label === 'making changes')
        bench.machines.two.service('keepalived').active = false;
    };
    const { result } = await bench.run(
      tasks(function* () {
        yield call('step');
      }, both),
    );
    expect([result.ok, bench.machines.one.calls.includes('step')]).toEqual([false, false]);
  });
});

describe('a rolling reboot', () => {
  const rolling = () =>
    tasks(function* () {
      yield* reboot({ timeout: '5m' });
    }, both);

  it('takes the standby first, and the address moves once, before its holder goes', async () => {
    const { result } = await bench.run(rolling());
    expect(result.errors).toEqual([]);
    expect(order(/: rebooting|: making changes/)).toEqual(['two', 'one']);
    expect([bench.machines.one.boot, bench.machines.two.boot]).toEqual([2, 2]);
    const taken = bench.wire.moves.filter((each) => each.endsWith('MASTER'));
    expect([bench.holders(), taken]).toEqual([['two'], ['two MASTER']]);
    const handed = bench.sent.findIndex((each) => /taking the address|handing the address over/.test(each));
    expect(handed).toBeLessThan(bench.sent.indexOf('one: making changes'));
    expect(handed).toBeGreaterThan(bench.sent.indexOf('two: making changes'));
  });

  it('does not touch the holder where no standby is ready to take the address', async () => {
    bench.machines.two.service('keepalived').active = false;
    const { codes } = await bench.run(
      tasks(
        function* () {
          yield* reboot({});
        },
        { hosts: 'one' },
      ),
    );
    expect([codes.length > 0, bench.machines.one.boot]).toEqual([true, 1]);
  });

  it('only tells with --check what it would do', async () => {
    const { changed } = await bench.run(rolling(), { check: true });
    expect([changed.one, changed.two]).toEqual([['reboot'], ['reboot']]);
    expect([bench.machines.one.boot, bench.machines.two.boot]).toEqual([1, 1]);
  });
});
