import { beforeEach, describe, expect, it } from 'vitest';
import { havipKinds } from '../../src/havip/kinds.ts';
import { runPlaybook } from '../../src/run/run-playbook.ts';
import { PlanGuard } from '../../src/run/saved-plan/plan-guard.ts';
import { PlanRecord } from '../../src/run/saved-plan/plan-record.ts';
import { Bench, type BenchRun, type Name } from '../bench/bench.ts';
import { CONFIG, type PairSettings, pair } from '../bench/playbooks.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

const both = <T>(look: (name: Name) => T): T[] => [look('one'), look('two')];
const calls = () => both((name) => bench.machines[name].calls);
const changes = () => bench.sent.filter((each) => /making|taking/.test(each));

async function up(settings: PairSettings = {}): Promise<BenchRun> {
  const run = await bench.run(pair(settings));
  expect(run.result.errors).toEqual([]);
  bench.sent.length = 0;
  for (const { calls: made } of Object.values(bench.machines)) made.length = 0;
  return run;
}

describe('a first run on a bare pair', () => {
  it('installs and writes on both nodes before it starts the first', async () => {
    const { changed } = await bench.run(pair());
    expect(changes()).toEqual([
      'one: making changes',
      'two: making changes',
      'one: making changes',
      'two: making changes',
    ]);
    expect(calls()).toEqual([
      ['install keepalived', 'start keepalived'],
      ['install keepalived', 'start keepalived'],
    ]);
    expect(both((name) => changed[name])).toEqual([
      ['keepalived', 'keepalived.conf', 'keepalived service'],
      ['keepalived', 'keepalived.conf', 'keepalived service'],
    ]);
  });

  it('starts the second while the first is in its election, and looks when both are ready', async () => {
    await bench.run(pair());
    const switched = bench.sent.slice(bench.sent.lastIndexOf('one: making changes'));
    expect(switched).toEqual([
      'one: making changes',
      'one: waiting for its start',
      'one: keeping the change',
      'two: making changes',
      ...both((name) => `${name}: reading facts`),
      ...both((name) => `${name}: closing the journal`),
    ]);
    expect(bench.wire.moves).toEqual(['one MASTER', 'two BACKUP']);
  });

  it('leaves the second as it is where an interrupt comes before its start; the next run finishes', async () => {
    bench.onProgram = (_machine, label) => {
      if (label === 'waiting for its start') bench.interrupt.abort();
    };
    await bench.run(pair());
    expect([calls()[1], bench.holders()]).toEqual([['install keepalived'], ['one']]);
    bench.interrupt = new AbortController();
    bench.onProgram = () => undefined;
    const { result } = await bench.run(pair());
    expect([result.errors, result.clusters.web?.healthy]).toEqual([[], true]);
    expect(calls()).toEqual([
      ['install keepalived', 'start keepalived'],
      ['install keepalived', 'start keepalived'],
    ]);
  });

  it('takes both back where two hold the address after it', async () => {
    let starts = 0;
    bench.onProgram = (machine, label) => {
      const { files } = bench.machines.two;
      // On the wire it does not hear the first one.
      if (machine === 'two' && label === 'making changes' && starts++ === 1)
        files.set(CONFIG, (files.get(CONFIG) ?? '').replace('group a', 'group b'));
    };
    const { codes } = await bench.run(pair());
    expect(codes[0]).toBe('verify.two-holders');
    expect([bench.holders(), both((name) => bench.machines[name].packages.size)]).toEqual([[], [0, 0]]);
  });

  it.each(both((name) => name))(
    'starts nothing where %s cannot be prepared, and takes both back',
    async (name) => {
      bench.machines[name].fails.add('install keepalived');
      bench.onProgram = (_machine, label) =>
        void (label === 'undoing changes' && bench.machines[name].fails.clear());
      const { codes, result } = await bench.run(pair());
      expect(codes[0]).toBe('host.step-failed');
      expect(result.exitCode).toBe(2);
      expect(calls().flat()).not.toContain('start keepalived');
      expect(bench.wire.moves).toEqual([]);
      expect(
        both((each) => [bench.machines[each].packages.size, bench.machines[each].files.has(CONFIG)]),
      ).toEqual([
        [0, false],
        [0, false],
      ]);
      const { result: next } = await bench.run(pair());
      expect([next.errors, next.clusters.web?.healthy]).toEqual([[], true]);
    },
  );

  it.each([
    ['one', ['one']],
    ['two', ['one', 'two']],
  ] as const)('takes all back where keepalived does not start on %s', async (name, tried) => {
    bench.machines[name].fails.add('start keepalived');
    const { codes, result } = await bench.run(pair());
    expect([codes.slice(0, 2), result.exitCode]).toEqual([['host.step-failed', 'host.rolled-back'], 2]);
    const starts = both((each) => bench.machines[each].calls.includes('start keepalived'));
    expect(starts).toEqual(both((each) => (tried as readonly string[]).includes(each)));
    expect([bench.holders(), both((each) => bench.machines[each].packages.size)]).toEqual([[], [0, 0]]);
  });

  it('is finished by the next run where an interrupt came between', async () => {
    bench.onProgram = (_machine, label) => {
      if (label === 'making changes') bench.interrupt.abort();
    };
    await bench.run(pair());
    expect([calls(), bench.wire.moves]).toEqual([[['install keepalived'], ['install keepalived']], []]);
    bench.interrupt = new AbortController();
    bench.onProgram = () => undefined;
    const { result } = await bench.run(pair());
    expect([result.errors, result.clusters.web?.healthy]).toEqual([[], true]);
    // Nothing twice.
    expect(calls()[0]).toEqual(['install keepalived', 'start keepalived']);
    expect(both((name) => bench.endings(name))).toEqual([
      ['settled', 'kept'],
      ['settled', 'kept'],
    ]);
  });

  it('says in a plan which is which', async () => {
    const { result } = await bench.run(pair(), { check: true });
    const told = result.hosts.one?.tasks.map(({ name, prepared }) => [name, prepared === true]);
    expect(told).toEqual([
      ['keepalived', true],
      ['keepalived.conf', true],
      ['keepalived service', false],
    ]);
  });

  it('keeps to a saved plan on both sides', async () => {
    const record = new PlanRecord();
    const carryOut = async (deps: object) =>
      bench.runBy(await bench.request(pair()), (request, own) =>
        runPlaybook(request, havipKinds(request), { ...own, ...deps }),
      );
    await bench.runBy(await bench.request(pair(), { check: true }), (request, own) =>
      runPlaybook(request, havipKinds(request), { ...own, record }),
    );
    bench.machines.two.files.set(CONFIG, 'somebody else’s');
    const refused = await carryOut({ guard: new PlanGuard(record) });
    expect(refused.codes).toContain('host.not-planned');
    expect(calls().flat()).not.toContain('start keepalived');
    bench.machines.two.files.delete(CONFIG);
    const { codes } = await carryOut({ guard: new PlanGuard(record) });
    expect([codes, bench.holders()]).toEqual([[], ['one']]);
  });
});

describe('a pair that serves', () => {
  it('has its new release fetched on both nodes before either restarts', async () => {
    await up();
    const { changed } = await bench.run(pair({ version: '2.0' }));
    const fetched = 'fetch keepalived 2.0';
    expect(calls()).toEqual([
      [fetched, 'install keepalived', 'restart keepalived'],
      [fetched, 'install keepalived', 'restart keepalived'],
    ]);
    expect(changes().slice(0, 3)).toEqual([
      'one: making changes',
      'two: making changes',
      'two: making changes',
    ]);
    // What is done ahead is no step of its own.
    expect(changed.one).toEqual(['keepalived', 'keepalived service']);
  });

  it.each(both((name) => name))('is not touched where %s cannot fetch it', async (name) => {
    await up();
    bench.machines[name].fails.add('fetch keepalived 2.0');
    const { codes } = await bench.run(pair({ version: '2.0' }));
    expect(codes[0]).toBe('host.step-failed');
    expect(
      calls()
        .flat()
        .filter((call) => !call.startsWith('fetch')),
    ).toEqual([]);
    expect([bench.holders(), both((each) => bench.machines[each].packages.get('keepalived'))]).toEqual([
      ['one'],
      ['1.0', '1.0'],
    ]);
  });

  it('takes a file that keepalived reads as before: in turn, and with no round trip more', async () => {
    await up();
    await bench.run(pair({ note: '2', action: 'reload' }));
    expect(changes()).toEqual(['two: making changes', 'one: making changes']);
  });
});
