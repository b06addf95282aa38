import { describe, expect, it } from 'vitest';
import type { Caps } from '../../../src/rollout/plan.ts';
import type { Scene } from './conformance.ts';
import { eventOf, planOf } from './harness.ts';

/** What people do to a rollout that goes on. */
export function describePeople(
  name: string,
  scene: (play: (scene: Scene) => Promise<void>, caps?: Caps) => Promise<void>,
): void {
  describe(`a rollout on ${name}: people`, () => {
    it('cancel it: what has begun finishes, and nothing more begins', () =>
      scene(
        async ({ scripted, engine }) => {
          scripted.hold('a', 'b');
          const run = await engine.submit('cancel', planOf(['a b', 'c']));
          const [first, second] = await scripted.firstOf('a', 'b');
          await run.cancel();
          scripted.release('a', 'b');
          expect(await run.result()).toMatchObject({ why: 'cancelled', skipped: [second, 'c'] });
          expect(scripted.log).toEqual([`begin ${first}`, `end ${first}`]);
          expect(await run.control()).toBe('cancel');
        },
        { inAll: 1 },
      ));

    it('pause it within a wave, and it goes on where it was', () =>
      scene(
        async ({ scripted, engine }) => {
          scripted.hold('a', 'b');
          const run = await engine.submit('pause', planOf(['a b', 'c']));
          const [first, second] = await scripted.firstOf('a', 'b');
          await run.pause();
          scripted.release('a', 'b');
          await eventOf(run, 'paused');
          expect(scripted.log).toEqual([`begin ${first}`, `end ${first}`]);
          await run.resume();
          expect(await run.result()).toMatchObject({ why: 'done', skipped: [] });
          expect(scripted.log.filter((line) => line.startsWith('begin'))).toEqual([
            `begin ${first}`,
            `begin ${second}`,
            'begin c',
          ]);
        },
        { inAll: 1 },
      ));

    it('cancel it while it is paused', () =>
      scene(async ({ scripted, engine }) => {
        scripted.hold('a');
        const run = await engine.submit('both', planOf(['a', 'b']));
        await scripted.begun('a');
        await run.pause();
        scripted.release('a');
        await eventOf(run, 'paused');
        await run.cancel();
        expect(await run.result()).toMatchObject({ why: 'cancelled', skipped: ['b'] });
      }));

    it('have so much time for their word, and no more', () =>
      scene(async ({ scripted, engine }) => {
        const run = await engine.submit('late', planOf(['a', 'b'], { approve: true, approveWithinMs: 1 }));
        expect(await run.result()).toMatchObject({
          why: 'declined',
          reason: 'nobody said yes in time before wave 1 of 2',
          skipped: ['a', 'b'],
        });
        expect(scripted.log).toEqual([]);
      }));

    it('let each wave begin, or not', () =>
      scene(async ({ scripted, engine }) => {
        const run = await engine.submit('approve', planOf(['a', 'b', 'c'], { approve: true }));
        await eventOf(run, 'waiting');
        expect(scripted.log).toEqual([]);
        await run.answer('wave 1 of 3', true);
        await run.answer('wave 2 of 3', true);
        await run.answer('wave 3 of 3', false);
        expect(await run.result()).toMatchObject({
          why: 'declined',
          reason: 'no was the answer before wave 3 of 3',
          skipped: ['c'],
        });
      }));
  });
}
