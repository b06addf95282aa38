import { beforeEach, describe, expect, it } from 'vitest';
import { play, playbook, rollback } from '../../src/api/define.ts';
import { Bench } from '../bench/bench.ts';
import { pairPlay, site, sitePlay } from '../bench/playbooks.ts';
import { file } from '../bench/resources.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

const CONF = '/etc/nginx/site.conf';
const apps = ['app1', 'app2', 'app3', 'app4'] as const;
const contents = () => apps.map((name) => bench.machines[name].files.get(CONF));
const back = playbook({ name: 'back', plays: [rollback({ name: 'back', hosts: 'apps' })] });

describe('a host of no cluster', () => {
  it('is changed under a lock, and its journal closed; the second run changes nothing', async () => {
    const locked = new Set<string>();
    bench.onProgram = (machine, label) => {
      const found = apps.find((name) => name === machine);
      if (label === 'making changes' && found && bench.machines[found].lease) locked.add(machine);
    };
    const { result } = await bench.run(site());
    expect([result.errors, [...locked].sort(), contents()]).toEqual([[], [...apps], Array(4).fill('site 1')]);
    expect(apps.map((name) => [bench.endings(name), bench.machines[name].lease])).toEqual(
      Array(4).fill([['kept'], undefined]),
    );
    const again = await bench.run(site());
    expect(Object.values(again.changed)).toEqual([[], [], [], []]);
    // All that it asks for follows from the playbook: it is read with who has the lock and what was left.
    expect(Object.values(again.result.hosts).map(({ roundTrips }) => roundTrips)).toEqual([1, 1, 1, 1]);
  });

  it('gets back what a step that fails half-way had changed; the others go on', async () => {
    await bench.run(site());
    bench.machines.app2.fails.add('reload nginx');
    bench.onProgram = (_machine, label) =>
      void (label === 'undoing changes' && bench.machines.app2.fails.clear());
    const { result, codes } = await bench.run(site('site 2'));
    expect([codes, result.exitCode]).toEqual([['host.step-failed', 'host.rolled-back'], 2]);
    expect(contents()).toEqual(['site 2', 'site 1', 'site 2', 'site 2']);
    expect([bench.endings('app2'), bench.machines.app2.lease]).toEqual([['kept', 'undone'], undefined]);
  });

  it('is left alone while another run works on it; the others go on', async () => {
    bench.lock('app3');
    const { codes, result } = await bench.run(site());
    expect([codes, result.exitCode]).toEqual([['lock.held'], 7]);
    expect(contents()).toEqual(['site 1', 'site 1', undefined, 'site 1']);
  });

  it('is taken back by a rollback, which names what goes and tells the playbook', async () => {
    await bench.run(site());
    await bench.run(site('site 2'), { command: 'run' });
    const shown = await bench.run(back, { command: 'rollback', check: true });
    expect(shown.changed.app1).toEqual([CONF, 'nginx service']);
    expect(contents()[0]).toBe('site 2');
    bench.answer = false;
    await bench.run(back, { command: 'rollback', rollbackConsent: 'ask' });
    expect([contents()[0], bench.asked.length]).toEqual(['site 2', 4]);
    bench.answer = true;
    const { result, notices } = await bench.run(back, { command: 'rollback', rollbackConsent: 'ask' });
    expect([result.errors, contents()]).toEqual([[], Array(4).fill('site 1')]);
    expect(notices.find((text) => text.startsWith('app1: back'))).toContain('`run` (site)');
    expect(notices).toContain(`app1: is undone: ${CONF}, nginx service`);
  });
});

describe('a run over hosts of no cluster whose control machine dies', () => {
  const places = [1, 2, 3].flatMap((step) =>
    (['intended', 'done'] as const).map((noted) => ({ machine: 'app1', step, noted })),
  );

  it.each(places)('at step $step, $noted: the next run finishes, nothing twice', async (cut) => {
    bench.cut = cut;
    await bench.run(site('site 1', 'app1'));
    bench.later();
    const { result } = await bench.run(site('site 1', 'app1'));
    expect([result.errors, contents()[0]]).toEqual([[], 'site 1']);
    expect(bench.machines.app1.calls.filter((call) => call.startsWith('install'))).toHaveLength(1);
    for (const ending of bench.endings('app1')) expect(['kept', 'settled']).toContain(ending);
  });
});

describe('plays', () => {
  const two = (first = {}, second = {}) =>
    playbook({
      name: 'two plays',
      plays: [
        play({ name: 'first', hosts: 'apps', tasks: () => [file('/a', '1')], ...first }),
        play({ name: 'second', hosts: 'apps', tasks: () => [file('/b', '1')], ...second }),
      ],
    });
  const order = () =>
    bench.sent.filter((each) => each.endsWith('making changes')).map((each) => each.slice(0, 4));

  it('have a barrier between them', async () => {
    await bench.run(two());
    expect([...new Set(order().slice(0, 4))].sort()).toEqual([...apps]);
  });

  it('take a host that failed out', async () => {
    bench.machines.app2.fails.add('write /a');
    await bench.run(two());
    expect(apps.map((name) => bench.machines[name].files.has('/b'))).toEqual([true, false, true, true]);
  });

  it.each([
    [{ serial: 1 }, [1, 1, 1, 1]],
    [{ serial: '50%' }, [2, 2]],
    [{ serial: [1, 2] }, [1, 2, 1]],
    [{ serial: [1, '100%'] }, [1, 3]],
  ] as const)('with %j begin in batches of %j', async (options, sizes) => {
    const { notices } = await bench.run(two(options));
    const batches = notices.filter((text) => text.startsWith('first, wave'));
    expect(batches.map((text) => text.split(': ')[1]?.split(', ').length)).toEqual(sizes);
  });

  it.each([
    [{ serial: 1, maxFailures: 0 }, [true, false, false, false]],
    [{ serial: 1, anyErrorsFatal: true }, [true, false, false, false]],
    [{ serial: 1, maxFailures: 1 }, [true, false, true, true]],
    [{ serial: 1, maxFailures: '25%' }, [true, false, true, true]],
    [{ serial: 1, maxFailures: '24%' }, [true, false, false, false]],
  ] as const)('with %j go as far as %j', async (options, expected) => {
    bench.machines.app2.fails.add('write /a');
    await bench.run(two(options));
    expect(apps.map((name) => bench.machines[name].files.has('/a'))).toEqual(expected);
  });

  it('count a host that cannot be reached as failed', async () => {
    bench.away.add('app1');
    const { result } = await bench.run(two({ serial: 1, maxFailures: 0 }));
    expect([result.exitCode, apps.some((name) => bench.machines[name].files.has('/a'))]).toEqual([4, false]);
  });

  it.each([
    ['reverse_inventory', ['app4', 'app3', 'app2', 'app1']],
    ['reverse_sorted', ['app4', 'app3', 'app2', 'app1']],
    ['sorted', ['app1', 'app2', 'app3', 'app4']],
  ] as const)('in the order %s', async (wanted, expected) => {
    await bench.run(two({ order: wanted, serial: 1 }));
    expect(order().slice(0, 4)).toEqual(expected);
  });

  it('of `free` wait for nobody', async () => {
    const { result } = await bench.run({ ...two(), strategy: 'free' });
    expect(result.errors).toEqual([]);
  });

  it('that are about a member of a cluster only leave the others out, and ask them all how they stand', async () => {
    await bench.run(playbook({ name: 'pair', plays: [pairPlay()] }));
    const plays = [
      play({ name: 'one', hosts: 'one', tasks: () => [file('/a', '1')] }),
      play({ name: 'two', hosts: 'two', tasks: () => [file('/b', '1')] }),
      sitePlay('site', 'app1'),
    ];
    const { result, changed } = await bench.run(playbook({ name: 'mixed', plays }));
    expect([result.errors, changed.one, changed.two]).toEqual([[], ['/a'], ['/b']]);
  });

  it('of other kinds keep to their hosts and tags', async () => {
    await bench.run(site());
    await bench.run(site('site 2'));
    const one = playbook({ name: 'b', plays: [rollback({ name: 'back', hosts: 'app1', tags: ['undo'] })] });
    await bench.run(one, { selection: { tags: [], skipTags: ['undo'] } });
    expect(contents()[0]).toBe('site 2');
    await bench.run(one);
    expect(contents()).toEqual(['site 1', 'site 2', 'site 2', 'site 2']);
  });
});
