import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import type { RunEvent } from '../../../src/core/events/event.ts';
import { failure, success } from '../../../src/core/outcome.ts';
import { measureHandover } from '../../../src/havip/drills/index.ts';
import type { Measurement } from '../../../src/havip/drills/verdict/measure.ts';
import { judge } from '../../../src/havip/drills/verdict/verdict.ts';
import { inTime } from './support/in-time.ts';
import { EXPECTED } from './support/script.ts';
import { SimulatedCluster } from './support/simulated-cluster.ts';

const deps = { clock: systemClock };

// As in the drills: the machines' time passes in an instant.
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

describe('measureHandover', () => {
  const change =
    (cluster: SimulatedCluster, awayMs = 30) =>
    async () => {
      cluster.holding['HAVIP-01'] = false;
      await new Promise((resolve) => setTimeout(resolve, awayMs));
      cluster.holding['HAVIP-02'] = true;
      return success('changed');
    };

  test('gives the result of the change and what it cost', async () => {
    const cluster = new SimulatedCluster();
    const measured = await inTime(measureHandover(cluster.subject, 'HAVIP-01', change(cluster), deps));
    if (!measured.ok) throw new Error('refused');
    expect(measured.value.action).toEqual(success('changed'));
    expect(measured.value.drill.result).toMatchObject({ scenario: 'handover', to: 'HAVIP-02', passed: true });
  });

  const atMost = /^web: handover: probe-01 stood still and sent no probe .* was away for that long at most$/;
  test.each([
    ['and answers came again', [3000], 30, [], [atMost]],
    ['to its end, and answers came again', [20_000], 30, [], [atMost]],
    ['while the nodes themselves were without it for too long', [3000], 1500, ['verify.slow-takeover'], []],
    ['and was not heard of any more', [1e6], 30, ['verify.prober-stood-still'], []],
  ])(
    'whoever probes stood still %s: nothing is moved again for it',
    async (_how, proberStandsStillMs, awayMs, codes, told) => {
      const cluster = new SimulatedCluster({ proberStandsStillMs });
      const notices: string[] = [];
      const onEvent = (event: RunEvent) => {
        if (event.type === 'notice') notices.push(event.text);
      };
      let changes = 0;
      const action = () => {
        changes += 1;
        return change(cluster, awayMs)();
      };
      const subject = { ...cluster.subject, maxInterruptionMs: 1000 };
      const measured = await inTime(measureHandover(subject, 'HAVIP-01', action, { ...deps, onEvent }));
      if (!measured.ok) throw new Error('refused');
      const { problems, result } = measured.value.drill;
      expect(problems.map(({ code }) => code)).toEqual(codes);
      expect([result.to, result.passed, changes]).toEqual(['HAVIP-02', codes.length === 0, 1]);
      expect(notices).toEqual(told.map((text) => expect.stringMatching(text)));
    },
  );

  test('a change that does not move the address ends where it began', async () => {
    const cluster = new SimulatedCluster();
    const problem = { code: 'host.reload-failed', summary: 'no' } as const;
    const measured = await inTime(
      measureHandover(cluster.subject, 'HAVIP-01', async () => failure(problem), deps),
    );
    if (!measured.ok) throw new Error('refused');
    expect(measured.value.action).toEqual(failure(problem));
    expect(measured.value.drill.result).toMatchObject({ to: 'HAVIP-01', passed: true, takeoverMs: null });
  });

  test('is refused when another node holds the address, before the change', async () => {
    let begun = false;
    const action = async () => {
      begun = true;
      return success(undefined);
    };
    const measured = await inTime(measureHandover(new SimulatedCluster().subject, 'HAVIP-02', action, deps));
    expect(measured).toMatchObject({ ok: false, problems: [{ code: 'verify.unhealthy-before' }] });
    expect(begun).toBe(false);
  });

  test('a bug in the change is thrown on', async () => {
    const bug = new Error('bug');
    const action = () => Promise.reject(bug);
    const measured = inTime(measureHandover(new SimulatedCluster().subject, 'HAVIP-01', action, deps));
    await expect(measured).rejects.toBe(bug);
  });
});

/** A change that was made once, and that nobody watched for 5.2 of 6 s. */
const UNSEEN: Measurement = {
  ...{
    probes: 120,
    lost: 1,
    lostInRow: 1,
    interruption: { fromMs: 0, toMs: 6001 },
    unsentMs: 5200.2,
    silent: [],
  },
  ...{ bindingMs: null, boundAtEnd: undefined, moves: [{ atMs: 1030, node: 'HAVIP-02' }], takeoverMs: 79.6 },
  ...{ returnedMs: null, splitBrainMs: 0, longestSplitBrainMs: 0, noneMs: 70, holdersAtEnd: ['HAVIP-02'] },
};

describe('a change that nobody watched', () => {
  test.each([
    ['is judged by the nodes, who were without the address for a moment', {}, []],
    ['is judged by the nodes, who were without it for long', { noneMs: 5500 }, ['verify.slow-takeover']],
    ['is too slow where that was seen', { unsentMs: 600 }, ['verify.slow-takeover']],
    ['with two holders is no better', { longestSplitBrainMs: 1500 }, ['verify.two-holders']],
    [
      'is not measured where nobody looks any more',
      { interruption: null, silent: ['address'] },
      ['verify.prober-stood-still'],
    ],
  ] as const)('%s', (_what, seen, codes) => {
    const ending = {
      ailments: [],
      prober: 'probe-01',
      unasked: { address: 7000 },
      unheard: [],
      stoodStill: [],
    };
    const problems = judge(
      { ...UNSEEN, ...seen },
      { ...EXPECTED, successor: null, endsOn: null, once: true },
      ending,
    );
    expect(problems.map(({ code }) => code)).toEqual(codes);
    expect(problems.flatMap(({ detail }) => detail?.match(/interrupted for (\d+) ms/)?.[1] ?? [])).toEqual(
      codes.includes('verify.slow-takeover' as never) ? ['noneMs' in seen ? '5500' : '6001'] : [],
    );
  });
});
