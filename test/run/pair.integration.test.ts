import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from '../bench/bench.ts';
import { pair } from '../bench/playbooks.ts';

const CONFIG = '/etc/keepalived/keepalived.conf';
const JOURNALS = '/var/lib/havip-deploy/journal/web';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.fleet.dispose());

const note = (machine: string) => bench.fleet.read(machine, CONFIG)?.slice(0, 3);
const leases = () => ['one', 'two'].map((name) => bench.fleet.read(name, '/var/lib/havip-deploy/lock/lease'));
/** The last word of each journal of a machine, the oldest run first. */
const endings = (machine: string) =>
  bench.fleet
    .list(machine, JOURNALS)
    .map((run) => bench.fleet.read(machine, `${JOURNALS}/${run}/log`)?.trimEnd().split(/\s/).at(-1));
const calls = (machine: string) => bench.fleet.calls(machine).filter((call) => !call.startsWith('yum'));

/** A pair that serves, with `one` as its holder. */
async function up(): Promise<void> {
  const { result } = await bench.run(pair());
  expect(result.errors).toEqual([]);
}

describe('a pair', () => {
  it('comes up, the primary first; a second run costs one round trip a node and changes nothing', async () => {
    const first = await bench.run(pair());
    expect(first.result.errors).toEqual([]);
    expect(first.result.clusters.web).toMatchObject({ holder: 'one', healthy: true });
    expect(bench.fleet.moves()).toEqual(['one MASTER', 'two BACKUP']);
    expect([...leases(), ...endings('one'), ...endings('two')]).toEqual([
      undefined,
      undefined,
      'kept',
      'kept',
    ]);
    const second = await bench.run(pair());
    expect(second.changed).toEqual({ one: [], two: [] });
    expect(Object.values(second.result.hosts).map(({ roundTrips }) => roundTrips)).toEqual([1, 1]);
  });

  it('takes a restart on the standby first, hands the address over, and then on the old holder', async () => {
    await up();
    const { result } = await bench.run(pair({ note: '2' }));
    expect(result.errors).toEqual([]);
    expect([note('one'), note('two'), bench.fleet.holders()]).toEqual(['# 2', '# 2', ['two']]);
    expect(calls('two')).toEqual([
      'start keepalived',
      'restart keepalived',
      'reload keepalived',
      'reload keepalived',
    ]);
    expect(calls('one')).toEqual(['start keepalived', 'restart keepalived']);
  });

  it('does not move the address for a reload', async () => {
    await up();
    const { result } = await bench.run(pair({ note: '2', action: 'reload' }));
    expect([result.errors, bench.fleet.holders()]).toEqual([[], ['one']]);
    expect(calls('one')).toEqual(['start keepalived', 'reload keepalived']);
  });

  it('stops at the step that fails on the standby, and undoes it; the holder is not touched', async () => {
    await up();
    bench.fleet.break('two', 'start-keepalived');
    const { codes } = await bench.run(pair({ note: '2' }));
    expect(codes[0]).toBe('host.step-failed');
    expect([note('one'), note('two'), bench.fleet.holders()]).toEqual(['# 1', '# 1', ['one']]);
    expect([calls('one'), endings('one')]).toEqual([['start keepalived'], ['kept']]);
  });

  it('stops while two hold the address, and takes both back', async () => {
    await up();
    const { codes, result } = await bench.run(pair({ note: '2', word: 'b' }));
    expect(codes).toEqual(['verify.two-holders', 'verify.rolled-back']);
    expect([note('one'), note('two'), bench.fleet.holders()]).toEqual(['# 1', '# 1', ['one']]);
    expect([result.exitCode, endings('two')]).toEqual([3, ['kept', 'undone']]);
  });

  it('stands apart where old and new nodes do not understand each other: never two holders', async () => {
    await up();
    let most = 0;
    bench.fleet.onProgram = () => {
      most = Math.max(most, bench.fleet.holders().length);
    };
    const { result } = await bench.run(pair({ note: '2', word: 'b', apart: true }));
    expect([result.errors, bench.fleet.holders(), most]).toEqual([[], ['one'], 1]);
    expect(calls('two')).toEqual(['start keepalived', 'stop keepalived', 'start keepalived']);
  });

  it('refuses to change what all nodes must agree on where --limit leaves one out', async () => {
    await up();
    const { codes } = await bench.run(pair({ note: '2', word: 'b', apart: true }), {
      limit: new Set(['two']),
    });
    expect([codes, note('two')]).toEqual([['host.peers-left-out'], '# 1']);
  });

  it('keeps the holder as it is where no standby is ready to take the address', async () => {
    await up();
    const state = '/var/lib/havip/state/VI_1.json';
    bench.fleet.onProgram = (machine) => {
      const now = bench.fleet.read('two', state);
      if (machine === 'one' && note('two') === '# 2' && now?.includes('BACKUP'))
        bench.fleet.put('two', state, now.replace('BACKUP', 'FAULT'));
    };
    const { codes } = await bench.run(pair({ note: '2' }));
    expect(codes).toContain('host.no-standby-ready');
    expect([note('one'), bench.fleet.holders(), calls('one')]).toEqual([
      '# 1',
      ['one'],
      ['start keepalived'],
    ]);
  });

  it('begins nothing where a member cannot be reached', async () => {
    bench.fleet.away.add('two');
    const { codes, result } = await bench.run(pair());
    expect([codes, result.exitCode]).toEqual([['connection.refused'], 4]);
    expect(bench.fleet.list('one', '/etc')).toEqual([]);
  });

  it('shows what it would do, and does nothing', async () => {
    await up();
    const { result } = await bench.run(pair({ note: '2' }), { check: true });
    expect(result.clusters.web?.effect).toMatchObject({ kind: 'move' });
    expect([note('one'), note('two'), leases()]).toEqual(['# 1', '# 1', [undefined, undefined]]);
  });
});

describe('the lock of a pair', () => {
  it('keeps a second run out, which changes nothing and names the first', async () => {
    await up();
    const now = Math.floor(Date.now() / 1000);
    const other = `id=other\nuser=ann\nhost=control-9\nboot=elsewhere\npid=4711\npidStart=1\ncommand=verify\nstartedAt=2026-11-22T20:31:05.000Z\nexpiresAt=${now + 40}\n`;
    bench.fleet.put('two', '/var/lib/havip-deploy/lock/lease', other);
    const { codes, result } = await bench.run(pair({ note: '2' }));
    expect([codes, result.exitCode, note('one')]).toEqual([['lock.held'], 7, '# 1']);
    expect(result.errors[0]?.summary).toContain('ann@control-9');
  });

  it('that was taken away meanwhile stops the run before its next change', async () => {
    await up();
    bench.fleet.onProgram = (machine, program) => {
      if (machine === 'two' && program.includes('note intended 1 '))
        bench.fleet.remove('two', '/var/lib/havip-deploy/lock/lease');
    };
    const { codes } = await bench.run(pair({ note: '2' }));
    expect(codes[0]).toBe('host.moved-on');
    expect([note('one'), note('two')]).toEqual(['# 1', '# 1']);
  });
});

describe('a run whose control machine dies', () => {
  const places = ['one', 'two'].flatMap((machine) =>
    [1, 2, 3].flatMap((step) => (['intended', 'done'] as const).map((noted) => ({ machine, step, noted }))),
  );

  it.each(places)('on $machine after step $step is $noted: the next one finishes', async (cut) => {
    await bench.run(pair(), {});
    bench.fleet.remove('one', 'calls');
    bench.fleet.cut = { ...cut, step: Math.min(cut.step, 2) };
    await bench.run(pair({ note: '2', action: 'restart' }));
    bench.fleet.restart();
    bench.expireLeases();
    expect(bench.fleet.holders()).toHaveLength(1);
    const { result } = await bench.run(pair({ note: '2', action: 'restart' }));
    expect([result.errors, result.clusters.web?.healthy]).toEqual([[], true]);
    expect([note('one'), note('two'), bench.fleet.holders().length]).toEqual(['# 2', '# 2', 1]);
    for (const machine of ['one', 'two'])
      for (const ending of endings(machine)) expect(['kept', 'settled']).toContain(ending);
  });
});
