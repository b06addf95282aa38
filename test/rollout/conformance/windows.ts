import { describe, expect, it } from 'vitest';
import { opensAt } from '../../../src/rollout/windows/opening.ts';
import type { MaintenanceWindow } from '../../../src/rollout/windows/window.ts';
import type { Scene } from './conformance.ts';
import { eventOf, planOf, toldBy } from './harness.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** A daily window of an hour, or one that is closed for an hour alone, which opens so many minutes from now. */
function windowFrom(minutes: number, hours: 1 | 23): MaintenanceWindow {
  const from = (Date.now() / MINUTE_MS + minutes) % DAY_MINUTES;
  return { text: 'test', days: [0, 1, 2, 3, 4, 5, 6], from, to: from + hours * 60, zone: 'UTC' };
}

/** As an event tells it. */
function nextOpening(windows: readonly MaintenanceWindow[]): string {
  return new Date(opensAt(windows, Date.now())).toISOString();
}

/** What holds of windows on every engine. */
export function describeWindows(
  name: string,
  scene: (play: (scene: Scene) => Promise<void>) => Promise<void>,
): void {
  describe(`a rollout on ${name}: windows`, () => {
    it('begins nothing outside of them, says until when, and can be cancelled meanwhile', () =>
      scene(async ({ scripted, engine }) => {
        const windows = [windowFrom(12 * 60, 1)];
        const run = await engine.submit('outside', planOf(['a', 'b'], { windows }));
        const told = await eventOf(run, 'outside-window');
        expect(told).toEqual({ type: 'outside-window', until: nextOpening(windows) });
        await run.cancel();
        expect(await run.result()).toMatchObject({ why: 'cancelled', skipped: ['a', 'b'] });
        expect(scripted.log).toEqual([]);
      }));

    it('begins when one opens, and not before', () =>
      scene(async ({ scripted, engine }) => {
        const opens = Date.now() + 1000;
        const run = await engine.submit('opens', planOf(['a', 'b'], { windows: [windowFrom(1 / 60, 23)] }));
        await scripted.begun('a');
        expect(Date.now()).toBeGreaterThanOrEqual(opens);
        expect(await run.result()).toMatchObject({ why: 'done', skipped: [] });
      }));

    it('asks for a word before it waits for one', () =>
      scene(async ({ scripted, engine }) => {
        const windows = [windowFrom(12 * 60, 1)];
        const run = await engine.submit('by day', planOf(['a'], { windows, approve: true }));
        await eventOf(run, 'waiting');
        await run.answer('wave 1 of 1', true);
        await eventOf(run, 'outside-window');
        await run.cancel();
        expect(await run.result()).toMatchObject({ why: 'cancelled', skipped: ['a'] });
        expect(scripted.log).toEqual([]);
      }));

    it('goes on in an open one as without', () =>
      scene(async ({ engine }) => {
        const run = await engine.submit('open', planOf(['a', 'b'], { windows: [windowFrom(-12 * 60, 23)] }));
        expect(await run.result()).toMatchObject({ why: 'done', skipped: [] });
        expect(await toldBy(run)).not.toContain('outside-window');
      }));
  });
}
