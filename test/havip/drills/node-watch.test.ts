import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Connection } from '../../../src/connection/connection.ts';
import { ScriptedConnection } from '../../../src/connection/scripted.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { failure, type Outcome, success } from '../../../src/core/outcome.ts';
import type { Problem } from '../../../src/core/problem.ts';
import { NodeWatch } from '../../../src/havip/drills/watch/node-watch.ts';
import type { Observation } from '../../../src/havip/drills/watch/observation.ts';
import { SimulatedCluster } from './support/simulated-cluster.ts';

const LOST = { code: 'connection.lost', summary: 'connection lost' } as const;

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

/** A node whose session can be cut, and cannot be had again for the first `failures` attempts. */
function cuttable(failures: number) {
  let cut: () => void = () => {};
  let left = failures;
  const scripted = new ScriptedConnection({ host: 'HAVIP-01' });
  const connection: Connection = {
    host: 'HAVIP-01',
    roundTrips: 0,
    run: (program) => scripted.run(program),
    upload: async () => success(undefined),
    close: async () => {},
    stream: (_program, { onLine }) => {
      onLine(`T ${(performance.timeOrigin + performance.now()) / 1000} 100.00 up:7 `);
      let end: (outcome: Outcome<never>) => void = () => {};
      const ended = new Promise<Outcome<never>>((resolve) => {
        end = resolve;
      });
      cut = () => end(failure(LOST));
      return { ended, stop: () => end(failure(LOST)) };
    },
    renew: async () => {
      left -= 1;
      return left >= 0 ? failure(LOST) : success(undefined);
    },
  };
  return { connection, cut: () => cut() };
}

function watching(failures: number) {
  const { connection, cut } = cuttable(failures);
  const { subject } = new SimulatedCluster();
  const seen: Observation[] = [];
  const troubles: Problem[] = [];
  const watch = new NodeWatch({
    node: { name: 'HAVIP-01', connection, interface: 'eth0', role: 'primary' },
    subject,
    clock: systemClock,
    observe: (observation) => seen.push(observation),
    onTrouble: (problems) => troubles.push(...problems),
  });
  return {
    watch,
    cut,
    troubles,
    kinds: () => seen.map(({ kind }) => kind).filter((kind) => kind !== 'heard'),
  };
}

describe('NodeWatch', () => {
  test('a loss that the drill brings with it: not seen meanwhile, then watched over a new connection', async () => {
    const { watch, cut, troubles, kinds } = watching(3);
    watch.expectLoss(10_000);
    cut();
    await vi.advanceTimersByTimeAsync(1000);
    expect(kinds()).toEqual(['holding', 'daemon', 'lost']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(kinds()).toEqual(['holding', 'daemon', 'lost', 'holding', 'daemon']);
    expect(troubles).toEqual([]);
    await watch.stop();
  });

  test.each([
    ['before any drill', () => undefined],
    ['after the drill', (watch: NodeWatch) => [watch.expectLoss(10_000), watch.expectNoLoss()]],
  ])('a loss %s is trouble', async (_when, prepare) => {
    const { watch, cut, troubles, kinds } = watching(0);
    prepare(watch);
    cut();
    await vi.advanceTimersByTimeAsync(1000);
    expect(troubles).toEqual([LOST]);
    expect(kinds()).toEqual(['holding', 'daemon']);
    await watch.stop();
  });

  test('a machine that stays away is trouble when its time is over', async () => {
    const { watch, cut, troubles } = watching(1000);
    watch.expectLoss(5000);
    cut();
    await vi.advanceTimersByTimeAsync(4000);
    expect(troubles).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(troubles).toEqual([LOST, LOST]);
    await watch.stop();
  });

  test('a lost connection that no drill cut can be made anew once, to undo what was done', async () => {
    const { watch } = watching(1);
    expect((await watch.reach()).ok).toBe(false);
    expect((await watch.reach()).ok).toBe(true);
    await watch.stop();
  });
});
