import { beforeEach, describe, expect, it } from 'vitest';
import { Bench, INVENTORY, inventory, type Name } from '../bench/bench.ts';
import { CONFIG, pair } from '../bench/playbooks.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

const note = (name: Name) => bench.machines[name].files.get(CONFIG)?.slice(0, 3);
const calls = (name: Name) => bench.machines[name].calls.filter((call) => !call.startsWith('install'));
const both = <T>(look: (name: Name) => T): T[] => [look('one'), look('two')];

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
    expect(bench.wire.moves).toEqual(['one MASTER', 'two BACKUP']);
    expect(both((name) => [bench.machines[name].lease, bench.endings(name)])).toEqual([
      [undefined, ['kept']],
      [undefined, ['kept']],
    ]);
    const second = await bench.run(pair());
    expect(second.changed).toEqual({ one: [], two: [] });
    expect(Object.values(second.result.hosts).map(({ roundTrips }) => roundTrips)).toEqual([1, 1]);
  });

  it('takes a restart on the standby first, hands the address over, and then on the old holder', async () => {
    await up();
    const { result } = await bench.run(pair({ note: '2' }));
    expect(result.errors).toEqual([]);
    expect([both(note), bench.holders()]).toEqual([['# 2', '# 2'], ['two']]);
    expect(both(calls)).toEqual([
      ['start keepalived', 'restart keepalived'],
      ['start keepalived', 'restart keepalived'],
    ]);
    const changes = bench.sent.filter((each) => /making|taking/.test(each)).slice(4);
    expect(changes).toEqual(['two: making changes', 'two: taking the address', 'one: making changes']);
  });

  it('lets a holder that preempts restart where it is: its own stop is the handover', async () => {
    const preempting = await inventory(INVENTORY.replace('profile: fast', 'profile: fast, preempt: true'));
    await bench.run(pair({ preempts: true }), { inventory: preempting });
    const { result } = await bench.run(pair({ note: '2', preempts: true }), { inventory: preempting });
    expect([result.errors, both(note), bench.holders()]).toEqual([[], ['# 2', '# 2'], ['one']]);
    expect(bench.sent).not.toContain('two: taking the address');
  });

  it('does not move the address for a reload', async () => {
    await up();
    const { result } = await bench.run(pair({ note: '2', action: 'reload' }));
    expect([result.errors, bench.holders()]).toEqual([[], ['one']]);
    expect(calls('one')).toEqual(['start keepalived', 'reload keepalived']);
  });

  it('that two nodes hold before anything is changed: refused untouched, and all right once one has stopped', async () => {
    await up();
    // As by different passwords, or where the network drops multicast.
    const { one, two } = bench.machines;
    Object.assign(two, { vrrp: 'MASTER', holds: true });
    const before = [bench.endings('one'), both(calls)];
    const { codes, result } = await bench.run(pair({ note: '2' }));
    expect([codes, result.exitCode]).toEqual([['host.held-twice'], 2]);
    expect([both(note), bench.holders(), [bench.endings('one'), both(calls)]]).toEqual([
      ['# 1', '# 1'],
      ['one', 'two'],
      before,
    ]);
    expect(result.errors[0]?.fix).toContain('systemctl stop keepalived');
    // Nothing to take up is nothing to refuse: it is told how the pair stands.
    expect((await bench.run(pair())).codes).toEqual(['verify.two-holders']);
    expect(one.holds).toBe(true);
  });

  it('stops at the step that fails on the standby, and undoes it; the holder is not touched', async () => {
    await up();
    bench.machines.two.fails.add('start keepalived');
    bench.onProgram = (_machine, label) =>
      void (label === 'undoing changes' && bench.machines.two.fails.clear());
    const { codes, result } = await bench.run(pair({ note: '2' }));
    expect(codes).toEqual(['host.step-failed', 'host.rolled-back']);
    expect([both(note), bench.holders()]).toEqual([['# 1', '# 1'], ['one']]);
    expect([calls('one'), bench.endings('one')]).toEqual([['start keepalived'], ['kept']]);
    expect([result.exitCode, bench.endings('two')]).toEqual([2, ['kept', 'undone']]);
  });

  it('says so where the undo itself fails, and ends with 8', async () => {
    await up();
    bench.machines.two.fails.add('start keepalived');
    const { codes, result } = await bench.run(pair({ note: '2' }));
    expect([codes, result.exitCode]).toEqual([['host.step-failed', 'rollback.failed'], 8]);
    expect([note('one'), bench.holders()]).toEqual(['# 1', ['one']]);
  });

  it('stops while two hold the address, and takes both back', async () => {
    await up();
    const { codes, result } = await bench.run(pair({ note: '2', group: 'b' }));
    expect(codes).toEqual(['verify.two-holders', 'verify.rolled-back']);
    expect([both(note), bench.holders()]).toEqual([['# 1', '# 1'], ['one']]);
    expect([result.exitCode, bench.endings('two'), bench.endings('one')]).toEqual([
      3,
      ['kept', 'undone'],
      ['kept'],
    ]);
  });

  it('takes both nodes back where the second one fails', async () => {
    await up();
    bench.machines.one.fails.add(`write ${CONFIG}`);
    const { codes } = await bench.run(pair({ note: '2' }));
    expect(codes).toEqual(['host.step-failed', 'rollback.failed']);
    bench.machines.one.fails.clear();
    const { codes: again, result } = await bench.run(pair({ note: '2' }));
    expect([again, both(note), result.clusters.web?.healthy]).toEqual([[], ['# 2', '# 2'], true]);
  });

  it('keeps the holder as it is where no standby is ready to take the address', async () => {
    await up();
    bench.onProgram = () => {
      if (note('two') === '# 2') bench.machines.two.vrrp = 'FAULT';
    };
    const { codes } = await bench.run(pair({ note: '2' }));
    expect(codes[0]).toBe('host.no-standby-ready');
    expect([note('one'), bench.holders(), calls('one')]).toEqual(['# 1', ['one'], ['start keepalived']]);
  });

  it('begins nothing where a member cannot be reached', async () => {
    bench.away.add('two');
    const { codes, result } = await bench.run(pair());
    expect([codes, result.exitCode, bench.machines.one.files.size]).toEqual([['connection.refused'], 4, 0]);
  });

  it('begins nothing new after an interrupt', async () => {
    await up();
    bench.onProgram = (machine, label) => {
      if (machine === 'two' && label === 'making changes') bench.interrupt.abort();
    };
    await bench.run(pair({ note: '2' }));
    expect(both(note)).toEqual(['# 1', '# 2']);
    bench.interrupt = new AbortController();
    const { result } = await bench.run(pair({ note: '2' }));
    expect([result.errors, both(note)]).toEqual([[], ['# 2', '# 2']]);
  });

  it('shows what it would do, and does nothing', async () => {
    await up();
    const { result } = await bench.run(pair({ note: '2' }), { check: true });
    expect(result.clusters.web?.effect).toMatchObject({ kind: 'move' });
    expect([both(note), both((name) => bench.machines[name].lease)]).toEqual([
      ['# 1', '# 1'],
      [undefined, undefined],
    ]);
  });
});

describe('the lock of a pair', () => {
  it('keeps a second run out, which changes nothing and names the first', async () => {
    await up();
    bench.lock('two');
    const { codes, result } = await bench.run(pair({ note: '2' }));
    expect([codes, result.exitCode, note('one')]).toEqual([['lock.held'], 7, '# 1']);
    expect(result.errors[0]?.summary).toContain('ann@control-9');
    expect(bench.machines.one.lease).toBeUndefined();
  });

  it('does not keep anybody from looking', async () => {
    await up();
    bench.lock('two');
    const { codes, notices } = await bench.run(pair({ note: '2' }), { check: true });
    expect(codes).toEqual([]);
    expect(notices[0]).toContain('ann@control-9');
  });

  it('that was taken away meanwhile stops the run before its next change', async () => {
    await up();
    bench.onProgram = (machine, label) => {
      if (machine === 'two' && label === 'making changes') bench.machines.two.lease = undefined;
    };
    const { codes } = await bench.run(pair({ note: '2' }));
    expect([codes[0], both(note)]).toEqual(['lock.lost', ['# 1', '# 1']]);
  });
});

describe('a run whose control machine dies', () => {
  const places = (['one', 'two'] as const).flatMap((machine) =>
    [1, 2, 3].flatMap((step) => (['intended', 'done'] as const).map((noted) => ({ machine, step, noted }))),
  );

  it.each(places)('on $machine, step $step, $noted, of a first run: the next one finishes', async (cut) => {
    bench.cut = cut;
    const { result } = await bench.run(pair());
    expect(result.exitCode).toBe(4);
    bench.later();
    const next = await bench.run(pair());
    expect([next.result.errors, next.result.clusters.web?.healthy]).toEqual([[], true]);
    expect(next.notices.some((text) => text.includes('was cut off'))).toBe(true);
    for (const ending of both((name) => bench.endings(name)).flat())
      expect(['kept', 'settled']).toContain(ending);
  });

  it.each(places.filter(({ step }) => step < 3))(
    'on $machine, step $step, $noted, of a change: it goes on serving, and the next run finishes',
    async (cut) => {
      await up();
      bench.cut = cut;
      await bench.run(pair({ note: '2' }));
      expect(bench.holders()).toHaveLength(1);
      bench.later();
      const { result } = await bench.run(pair({ note: '2' }));
      expect([result.errors, both(note), bench.holders().length]).toEqual([[], ['# 2', '# 2'], 1]);
      for (const ending of both((name) => bench.endings(name)).flat())
        expect(['kept', 'settled']).toContain(ending);
    },
  );

  it.each(places.filter(({ step }) => step < 3))(
    'on $machine, step $step, $noted: what may still be at work there is waited for before journals are closed',
    async (cut) => {
      await up();
      bench.cut = cut;
      await bench.run(pair({ note: '2' }));
      bench.later();
      const closed: (number | undefined)[] = [];
      bench.onProgram = (name, label) => {
        if (label === 'closing the journal') closed.push(bench.machines[name as Name].lease?.secondsLeft);
      };
      await bench.run(pair({ note: '2' }));
      expect(closed).not.toEqual([]);
      expect(closed.filter((left) => left !== 60)).toEqual([]);
    },
  );
});
