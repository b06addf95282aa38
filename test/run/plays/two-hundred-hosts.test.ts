import { beforeEach, describe, expect, it } from 'vitest';
import { type PlayOptions, play, playbook } from '../../../src/api/define.ts';
import { FleetBench } from '../../bench/fleet.ts';
import { file, running } from '../../bench/resources.ts';

let bench: FleetBench;

beforeEach(() => {
  bench = new FleetBench(200);
});

const writing = (path: string, options: Partial<PlayOptions> = {}) =>
  play({ name: path, hosts: 'web', ...options, tasks: () => [file(path, '1'), running(path)] });
const book = (...plays: readonly ReturnType<typeof writing>[]) => playbook({ name: 'fleet', plays });

/** Machines that have a file. */
const having = (path: string) =>
  [...bench.machines.values()].filter(({ files }) => files.has(path)).map(({ name }) => name);
const fail = (path: string, ...numbers: readonly number[]) => {
  for (const number of numbers) bench.machines.get(bench.names[number - 1] ?? '')?.fails.add(`start ${path}`);
};
/** Hosts in the order in which they were changed. */
const changedInOrder = () =>
  bench.sent.filter((each) => each.endsWith(': making changes')).map((each) => each.split(':')[0] ?? '');

describe('200 hosts', () => {
  it.each([
    ['a number', 50, [50, 50, 50, 50]],
    ['a share', '10%', Array(10).fill(20)],
    ['a list, whose last holds for the rest', [1, '10%', '50%'], [1, 20, 100, 79]],
    ['a list of numbers', [1, 5, 100], [1, 5, 100, 94]],
  ] as const)('go in batches by %s, each after the one before', async (_what, serial, sizes) => {
    const { exitCode } = await bench.run(book(writing('/a', { serial })));
    expect([exitCode, having('/a').length]).toEqual([0, 200]);
    const changed = changedInOrder();
    let from = 0;
    for (const size of sizes) {
      expect(changed.slice(from, from + size).sort()).toEqual(bench.names.slice(from, from + size));
      from += size;
    }
  });

  it.each([
    ['failed', (...numbers: readonly number[]) => fail('/a', ...numbers), 2],
    [
      'out of reach',
      (...numbers: readonly number[]) =>
        void numbers.map((each) => bench.away.add(bench.names[each - 1] ?? '')),
      4,
    ],
  ])('stop at the third that is %s, and the recap is right', async (_what, spoil, exitCode) => {
    spoil(5, 25, 31, 90);
    const result = await bench.run(book(writing('/a', { serial: '10%', maxFailures: 2 }), writing('/b')));
    const good = bench.names.slice(0, 40).filter((_name, index) => ![5, 25, 31].includes(index + 1));
    expect([result.exitCode, having('/a'), having('/b')]).toEqual([exitCode, good, []]);
    const bad = Object.entries(result.hosts).filter(([, host]) => host.failed > 0 || host.unreachable);
    expect(bad.map(([name]) => name).sort()).toEqual(['web-005', 'web-025', 'web-031']);
    const changed = Object.entries(result.hosts).filter(([, host]) => host.changed > 0 && host.failed === 0);
    expect(changed.map(([name]) => name).sort()).toEqual(good);
  });

  it('go on below the number of failures, without those that failed', async () => {
    fail('/a', 5, 25);
    const result = await bench.run(book(writing('/a', { serial: '10%', maxFailures: 2 }), writing('/b')));
    expect([result.exitCode, having('/a').length, having('/b').length]).toEqual([2, 198, 198]);
  });

  it('begin a play when the one before has ended on all of them', async () => {
    await bench.run(book(writing('/a', { serial: 7 }), writing('/b')));
    const changed = changedInOrder();
    expect([changed.slice(0, 200).sort(), changed.slice(200).sort()]).toEqual([bench.names, bench.names]);
  });

  it('come to their end, each by itself, where the strategy is free', async () => {
    const plays = [writing('/a'), writing('/b')];
    const { exitCode } = await bench.run(playbook({ name: 'free', strategy: 'free', plays }), { forks: 5 });
    expect([exitCode, having('/b').length]).toEqual([0, 200]);
  });

  it('leave no session open', async () => {
    await bench.run(book(writing('/a', { serial: 10 })));
    expect(bench.open).toBe(0);
  });
});
