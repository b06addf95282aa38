import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import { runWaves, type WaveUnit } from '../../../src/run/waves/run-waves.ts';
import type { WavePlan } from '../../../src/run/waves/waves.ts';

interface Case {
  readonly plan?: Partial<WavePlan>;
  readonly sizes: readonly number[];
  /** Clusters that fail when they are begun, or when they are looked at again. */
  readonly fails?: readonly string[];
  readonly failsLater?: readonly string[];
  /** What a person says before each wave. */
  readonly answers?: readonly boolean[];
  readonly interruptAt?: string;
}

async function rolled({ plan, sizes, fails = [], failsLater = [], answers = [], interruptAt }: Case) {
  const log: string[] = [];
  const ended: string[] = [];
  const interrupt = new AbortController();
  const failed = new Set<string>();
  const runs = ['a', 'b', 'c', 'd'].map(
    (name): WaveUnit => ({
      name,
      get hasFailed() {
        return failed.has(name);
      },
      isOver: true,
      hasChanged: true,
      runAll: async () => {
        log.push(name);
        if (fails.includes(name)) failed.add(name);
        if (interruptAt === name) interrupt.abort(130);
      },
      again: async () => {
        log.push(`again ${name}`);
        if (failsLater.includes(name)) failed.add(name);
      },
      forget: async () => undefined,
    }),
  );
  const said = [...answers];
  const rollout = await runWaves(
    runs,
    { totals: [], soakMs: 0, maxFailures: 0, pause: answers.length > 0, ...plan },
    sizes,
    {
      connect: () => Promise.reject(new Error('nobody connects')),
      clock: systemClock,
      onEvent: (event) => {
        if (event.type === 'notice' && event.text.startsWith('wave')) log.push(event.text);
        if (event.type === 'wave-begun') ended.push(event.wave);
        if (event.type === 'unit-ended') ended.push(`${event.unit} ${event.verdict}`);
      },
      signal: interrupt.signal,
      version: 'test',
      confirm: async (question) => {
        log.push(question);
        return said.shift() ?? true;
      },
    },
  );
  const skipped = rollout.skipped.map(({ name }) => name).join('');
  return {
    log: log.join(' | '),
    ended: ended.join(' | '),
    skipped,
    reason: rollout.reason,
    declined: rollout.declined,
  };
}

it('tells a report of each wave and how its units ended', async () => {
  const { ended } = await rolled({ sizes: [1, 2], fails: ['c'] });
  expect(ended).toBe('wave 1 of 2 | a passed | wave 2 of 2 | b passed | c failed');
});

describe('waves, run', () => {
  it.each<[string, Case, Partial<Awaited<ReturnType<typeof rolled>>>]>([
    [
      'one after the other, each side by side',
      { sizes: [1, 1, 2] },
      { log: 'wave 1 of 3: a | a | wave 2 of 3: b | b | wave 3 of 3: c, d | c | d', skipped: '' },
    ],
    [
      'the first failure stops new waves; its own wave finishes',
      { sizes: [1, 2, 1], fails: ['b'] },
      {
        log: 'wave 1 of 3: a | a | wave 2 of 3: b, c | b | c',
        skipped: 'd',
        reason: 'b failed, and --max-failures is 0',
      },
    ],
    [
      'as many failures as are allowed',
      { sizes: [1, 1, 2], fails: ['a'], plan: { maxFailures: 1 } },
      { skipped: '' },
    ],
    [
      'one more than that',
      { sizes: [1, 1, 2], fails: ['a', 'b'], plan: { maxFailures: 1 } },
      { skipped: 'cd', reason: 'a, b failed, and --max-failures is 1' },
    ],
    [
      'all that were finished are looked at again after each soak',
      { sizes: [1, 1, 2], plan: { soakMs: 1 } },
      {
        log: 'wave 1 of 3: a | a | again a | wave 2 of 3: b | b | again a | again b | wave 3 of 3: c, d | c | d',
      },
    ],
    [
      'one that is ill then stops the run',
      { sizes: [1, 1, 2], plan: { soakMs: 1 }, failsLater: ['a'] },
      { log: 'wave 1 of 3: a | a | again a', skipped: 'bcd', reason: 'a failed, and --max-failures is 0' },
    ],
    [
      'one that has failed is not looked at again',
      { sizes: [1, 3], plan: { soakMs: 1, maxFailures: 1 }, fails: ['a'] },
      { log: 'wave 1 of 2: a | a | wave 2 of 2: b, c, d | b | c | d' },
    ],
    [
      'a no before the second wave',
      { sizes: [1, 3], answers: [true, false] },
      {
        log: 'Begin wave 1 of 2: a? | wave 1 of 2: a | a | Begin wave 2 of 2: b, c, d?',
        skipped: 'bcd',
        declined: true,
        reason: 'no was the answer before wave 2 of 2',
      },
    ],
    [
      'an interrupt',
      { sizes: [1, 3], interruptAt: 'a' },
      { skipped: 'bcd', reason: 'interrupted', declined: false },
    ],
  ])('%s', async (_name, given, expected) => {
    expect(await rolled(given)).toMatchObject(expected);
  });
});
