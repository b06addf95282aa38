import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/rollout/engine.ts';
import type { Caps } from '../../../src/rollout/plan.ts';
import { type EngineUnderTest, eventOf, planOf, ScriptedWork, toldBy } from './harness.ts';
import { describePeople } from './people.ts';
import { describeWindows } from './windows.ts';

/** What a test of the suite plays in. */
export interface Scene {
  readonly scripted: ScriptedWork;
  readonly engine: Engine;
}

/** What holds on every engine; `name` is the engine's, `under` makes one. */
export function describeEngine(name: string, under: EngineUnderTest): void {
  const scene = async (play: (scene: Scene) => Promise<void>, caps?: Caps) => {
    const scripted = new ScriptedWork();
    const engine = await under.start(scripted.work, caps);
    try {
      await play({ scripted, engine });
    } finally {
      scripted.releaseAll();
      await engine.close();
    }
  };

  describe(`a rollout on ${name}: order`, () => {
    it('is that of the waves; the units of one go side by side', () =>
      scene(async ({ scripted, engine }) => {
        scripted.hold('b', 'c');
        const run = await engine.submit('order', planOf(['a', 'b c', 'd']));
        await Promise.all([scripted.begun('b'), scripted.begun('c')]);
        expect(scripted.log.slice(0, 2)).toEqual(['begin a', 'end a']);
        expect(scripted.log).not.toContain('begin d');
        scripted.release('c', 'b');
        expect(await run.result()).toMatchObject({ why: 'done', reason: '', skipped: [] });
        expect(scripted.log.slice(-2)).toEqual(['begin d', 'end d']);
      }));

    it('is told in events with numbers, also to who comes late', () =>
      scene(async ({ engine }) => {
        const run = await engine.submit('told', planOf(['a', 'b']));
        await run.result();
        const late = await engine.attach('told');
        expect(late && (await toldBy(late))).toEqual([
          'wave 1 of 2: a',
          'begin a',
          'passed a',
          'wave 2 of 2: b',
          'begin b',
          'passed b',
          'ended: done',
        ]);
        const numbers: number[] = [];
        for await (const { number } of run.events(5)) numbers.push(number);
        expect(numbers).toEqual([5, 6, 7]);
        expect(await engine.attach('another')).toBeUndefined();
      }));

    it('is gone through once, however often a rollout is submitted', () =>
      scene(async ({ scripted, engine }) => {
        const runs = [await engine.submit('once', planOf(['a'])), await engine.submit('once', planOf(['a']))];
        const [first, second] = await Promise.all(runs.map((run) => run.result()));
        expect(second).toEqual(first);
        expect(scripted.log).toEqual(['begin a', 'end a']);
      }));

    it('has a look at all that is finished after each soak', () =>
      scene(async ({ scripted, engine }) => {
        const run = await engine.submit('soak', planOf(['a', 'b', 'c'], { soakMs: 1 }));
        await run.result();
        expect(scripted.log.filter((line) => !line.startsWith('end')).join(', ')).toMatch(
          /^begin a, again a, begin b, (again a, again b|again b, again a), begin c$/,
        );
      }));

    it('goes no further where something is ill after its soak', () =>
      scene(async ({ scripted, engine }) => {
        scripted.endsAs('again a', { verdict: 'failed' });
        const run = await engine.submit('ill', planOf(['a', 'b'], { soakMs: 1 }));
        expect(await run.result()).toMatchObject({ why: 'failures', skipped: ['b'] });
      }));
  });

  describe(`a rollout on ${name}: limits`, () => {
    it.each<[string, Caps, string, number]>([
      ['of a group', { perGroup: 2 }, 'a1@a a2@a a3@a a4@a b1@b b2@b b3@b b4@b', 4],
      ['in all', { inAll: 3 }, 'a1@a a2@a a3@a b1@b b2@b b3@b', 3],
      ['of a group and in all', { perGroup: 2, inAll: 3 }, 'a1@a a2@a a3@a b1@b b2@b b3@b', 3],
    ])('%s are reached and never exceeded', (what, caps, units, most) =>
      scene(async ({ scripted, engine }) => {
        const names = units.split(' ').map((word) => word.slice(0, 2));
        scripted.hold(...names);
        const active = () =>
          names.filter(
            (unit) => scripted.log.includes(`begin ${unit}`) && !scripted.log.includes(`end ${unit}`),
          );
        const run = await engine.submit(`caps ${what}`, planOf([units]));
        let seen = 0;
        for (let ended = 0; ended < names.length; ended += 1) {
          const expected = Math.min(most, names.length - ended);
          await scripted.until(() => active().length >= Math.min(expected, 1));
          if (ended === 0) await scripted.until(() => active().length === most);
          seen = Math.max(seen, active().length);
          const { perGroup = most } = caps;
          for (const group of ['a', 'b'])
            expect(active().filter((unit) => unit.startsWith(group)).length).toBeLessThanOrEqual(perGroup);
          const [next = ''] = active();
          scripted.release(next);
          await scripted.until((log) => log.includes(`end ${next}`));
        }
        expect(await run.result()).toMatchObject({ why: 'done' });
        expect(seen).toBe(most);
      }, caps),
    );

    it('a unit that another rollout works on is refused by name, and the others are done', () =>
      scene(async ({ scripted, engine }) => {
        scripted.hold('a');
        const first = await engine.submit('first', planOf(['a']));
        await scripted.begun('a');
        const second = await engine.submit('second', planOf(['a b'], { maxFailures: 1 }));
        const ending = await second.result();
        expect(ending).toMatchObject({ why: 'done', skipped: [] });
        expect(new Map(ending.ends).get('a')).toMatchObject({
          verdict: 'failed',
          closed: 'taken',
          reason: 'a is worked on by the rollout first',
        });
        expect(scripted.log).toEqual(['begin a', 'begin b', 'end b']);
        scripted.release('a');
        expect(await first.result()).toMatchObject({ why: 'done' });
        expect(await (await engine.submit('third', planOf(['a']))).result()).toMatchObject({ why: 'done' });
      }));
  });

  describe(`a rollout on ${name}: failures`, () => {
    it('are counted by each unit as it begins, also within a wave', () =>
      scene(
        async ({ scripted, engine }) => {
          for (const unit of ['a', 'b']) scripted.endsAs(unit, { verdict: 'failed' });
          const run = await engine.submit('budget', planOf(['a b', 'c']));
          const [first, second] = await scripted.firstOf('a', 'b');
          expect(await run.result()).toMatchObject({
            why: 'failures',
            reason: `${first} failed, and --max-failures is 0`,
            skipped: [second, 'c'],
          });
          expect(scripted.log).toEqual([`begin ${first}`, `end ${first}`]);
        },
        { inAll: 1 },
      ));

    it('as many as are allowed stop nothing', () =>
      scene(async ({ scripted, engine }) => {
        scripted.endsAs('a', { verdict: 'failed' });
        const run = await engine.submit('allowed', planOf(['a', 'b'], { maxFailures: 1 }));
        expect(await run.result()).toMatchObject({ why: 'done', skipped: [] });
      }));

    it('what could not be proved waits for a word', () =>
      scene(async ({ scripted, engine }) => {
        scripted.endsAs('a', { verdict: 'inconclusive' });
        const run = await engine.submit('unproved', planOf(['a', 'b']));
        expect(await eventOf(run, 'waiting')).toMatchObject({ name: 'wave 1 of 2, not proved' });
        expect(scripted.log).not.toContain('begin b');
        await run.answer('wave 1 of 2, not proved', true);
        expect(await run.result()).toMatchObject({ why: 'done' });
        const other = await engine.submit('unproved, no', planOf(['a', 'b']));
        await other.answer('wave 1 of 2, not proved', false);
        expect(await other.result()).toMatchObject({ why: 'inconclusive', skipped: ['b'] });
      }));
  });

  describeWindows(name, scene);

  describePeople(name, scene);
}
