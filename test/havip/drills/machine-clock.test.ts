import { describe, expect, test } from 'vitest';
import { MachineClock } from '../../../src/havip/drills/watch/machine-clock.ts';

/** A machine whose wall clock reads 1 000 000 when the control machine's monotonic clock reads 500. */
const WALL = 1_000_000;
const UPTIME = 70_000;

describe('MachineClock', () => {
  test('knows nothing before the first heartbeat', () => {
    const clock = new MachineClock(480);
    expect(clock.toControlMs(WALL, 500)).toBeUndefined();
    expect(clock.uncertaintyMs()).toBe(Number.POSITIVE_INFINITY);
  });

  test('trusts the heartbeat that travelled fastest', () => {
    const clock = new MachineClock(480);
    clock.sync(WALL, UPTIME, 500 + 40);
    clock.sync(WALL + 200, UPTIME + 200, 700 + 3);
    clock.sync(WALL + 400, UPTIME + 400, 900 + 90);
    expect(clock.toControlMs(WALL + 1000, 1510)).toBe(1500 + 3);
    expect(clock.uncertaintyMs()).toBe(23);
  });

  test.each([60_000, -60_000, 300])('survives a clock that is set by %d ms', (stepMs) => {
    const clock = new MachineClock(480);
    clock.sync(WALL, UPTIME, 501);
    clock.sync(WALL + 200 + stepMs, UPTIME + 200, 702);
    expect(clock.toControlMs(WALL + 1000 + stepMs, 1510)).toBe(1502);
    expect(clock.uncertaintyMs()).toBe(22);
  });

  test('forgets old heartbeats, so that a drifting clock is followed', () => {
    const clock = new MachineClock(480);
    clock.sync(WALL, UPTIME, 500);
    for (let beat = 1; beat <= 50; beat++)
      clock.sync(WALL + beat * 200, UPTIME + beat * 200, 500 + beat * 200 + 5);
    expect(clock.toControlMs(WALL + 10_000, 10_520)).toBe(10_505);
  });
});
