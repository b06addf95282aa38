import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import type { Outcome } from '../../../src/core/outcome.ts';
import { type DrillOutcome, runDrill } from '../../../src/havip/drills/index.ts';
import { stop } from '../../../src/havip/drills/scenarios/stop.ts';
import { wasNotMeasured } from '../../../src/havip/drills/verdict/verdict-prober.ts';
import { inTime } from './support/in-time.ts';
import { type Faults, type Moment, SimulatedCluster, type Teller } from './support/simulated-cluster.ts';

// As in the other drills: the machines' time passes in an instant.
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

function drill(faults: Faults): Promise<Outcome<DrillOutcome>> {
  const { subject } = new SimulatedCluster({ paceMs: 40, ...faults });
  const figures = { intervalMs: 40, masterDownMs: 1000, advertMs: 1000, maxInterruptionMs: 5000 };
  return runDrill({ ...subject, ...figures, service: { tcp: 80 } }, stop, { clock: systemClock });
}

/** What a drill came to: the codes of its problems, those for which it was not begun, or that it has passed. */
function verdict(drilled: Outcome<DrillOutcome>): string {
  const problems = drilled.ok ? drilled.value.problems : drilled.problems;
  if (drilled.ok) expect(drilled.value.result.passed).toBe(problems.length === 0);
  const codes = problems.map(({ code }) => code.replace('verify.', '')).join(', ');
  if (problems.length === 0) return 'passed';
  return `${drilled.ok ? '' : 'not begun, '}${wasNotMeasured(problems) ? 'inconclusive' : 'failed'}: ${codes}`;
}

const SHORT = 1300;
const LONG = 9000;
const FOR_GOOD = 1e9;

const NOT_ASKED = 'inconclusive: prober-stood-still';
const NOT_BEGUN = `not begun, ${NOT_ASKED}`;
const NOT_HEARD = 'inconclusive: node-unheard';
/** What is told late is told as it was seen; a second look is not possible at what is over. */
const TOLD_LATE = 'failed: two-holders';

type Row = readonly [Teller, Moment, Readonly<Partial<Record<number, string>>>];
const cases: readonly Row[] = [
  ['ping', 'begin', { [SHORT]: 'passed', [LONG]: NOT_BEGUN, [FOR_GOOD]: NOT_BEGUN }],
  ['ping', 'failure', { [SHORT]: 'passed', [LONG]: NOT_ASKED, [FOR_GOOD]: NOT_ASKED }],
  ['ping', 'takeover', { [SHORT]: 'passed', [LONG]: NOT_ASKED, [FOR_GOOD]: NOT_ASKED }],
  ['ping', 'restore', { [SHORT]: 'passed', [LONG]: NOT_ASKED, [FOR_GOOD]: NOT_ASKED }],
  ['prober', 'begin', { [FOR_GOOD]: NOT_BEGUN }],
  ['prober', 'failure', { [FOR_GOOD]: NOT_ASKED }],
  ['prober', 'takeover', { [LONG]: NOT_ASKED }],
  ['prober', 'restore', { [LONG]: NOT_ASKED }],
  ['service', 'begin', { [FOR_GOOD]: NOT_BEGUN }],
  ['service', 'failure', { [FOR_GOOD]: NOT_ASKED }],
  ['service', 'takeover', { [LONG]: NOT_ASKED }],
  ['service', 'restore', { [LONG]: NOT_ASKED }],
  ['HAVIP-01', 'begin', { [LONG]: NOT_HEARD }],
  ['HAVIP-01', 'failure', { [SHORT]: TOLD_LATE, [LONG]: NOT_HEARD, [FOR_GOOD]: NOT_HEARD }],
  ['HAVIP-01', 'takeover', { [SHORT]: 'passed', [LONG]: NOT_HEARD }],
  ['HAVIP-01', 'restore', { [SHORT]: 'passed', [LONG]: NOT_HEARD }],
  ['HAVIP-02', 'begin', { [SHORT]: 'passed', [LONG]: NOT_HEARD }],
  ['HAVIP-02', 'failure', { [SHORT]: 'passed', [LONG]: NOT_HEARD, [FOR_GOOD]: NOT_HEARD }],
  ['HAVIP-02', 'takeover', { [LONG]: NOT_HEARD }],
  ['HAVIP-02', 'restore', { [SHORT]: 'passed', [LONG]: NOT_HEARD }],
];

describe('one that tells how things are stands still, and all is well', () => {
  const rows = cases.flatMap(([what, from, verdicts]) =>
    Object.entries(verdicts).map(([forMs, expected]) => [what, from, Number(forMs), expected] as const),
  );
  test.each(rows)('%s, from the %s on, for %i ms: %s', async (what, from, forMs, expected) => {
    expect(verdict(await inTime(drill({ still: { what, from, forMs } })))).toBe(expected);
  });
});

describe('one that tells how things are stands still, and something is wrong', () => {
  const still = (what: Teller) => ({ still: { what, from: 'failure', forMs: FOR_GOOD } }) as const;
  test.each<[string, Faults, string]>([
    ['nobody: no answer', { deafStandby: true }, 'failed: unreachable-after'],
    [
      'the service’s probe: no answer',
      { deafStandby: true, ...still('service') },
      'failed: unreachable-after, prober-stood-still',
    ],
    [
      'ping: no answer of the service',
      { deafStandby: true, ...still('ping') },
      'failed: service-unreachable, prober-stood-still',
    ],
    [
      'the old holder: no answer',
      { deafStandby: true, ...still('HAVIP-01') },
      'failed: unreachable-after, node-unheard',
    ],
    [
      'ping: the nodes know of no takeover',
      { frozenStandby: true, ...still('ping') },
      'failed: no-takeover, prober-stood-still',
    ],
    [
      'the standby: whoever probes knows that it is away',
      { frozenStandby: true, ...still('HAVIP-02') },
      'failed: node-unheard, slow-takeover',
    ],
    [
      'ping: the nodes know that one does not come back',
      { staysDown: true, ...still('ping') },
      'failed: prober-stood-still, not-restored',
    ],
    [
      'the new holder: the old one does not come back',
      { staysDown: true, ...still('HAVIP-02') },
      'failed: node-unheard, not-restored',
    ],
    [
      'ping: the nodes know that two have it',
      { keepsAddress: true, staysDown: true, ...still('ping') },
      'failed: two-holders-at-rest, two-holders, prober-stood-still',
    ],
    // Nobody sees the second one: whoever undoes asks the machines anew.
    ['one of two holders', { keepsAddress: true, staysDown: true, ...still('HAVIP-01') }, NOT_HEARD],
    // It has told after 9 s that it had it all the time.
    [
      'one of two holders, for a while',
      {
        keepsAddress: true,
        staysDown: true,
        still: { what: 'HAVIP-01', from: 'failure', forMs: LONG },
      },
      'failed: two-holders-at-rest, two-holders, node-unheard',
    ],
  ])('%s', async (_what, faults, expected) => {
    expect(verdict(await inTime(drill(faults)))).toBe(expected);
  });
});

describe('a cluster that has not come to rest is looked at again', () => {
  // 13.1 s are what it is given, by which it was judged before.
  test.each([
    ['a moment later it has', 13_500, 'passed'],
    ['a moment later it has not', 17_000, 'failed: not-restored'],
  ])('%s', async (_what, backAfterMs, expected) => {
    expect(verdict(await inTime(drill({ backAfterMs })))).toBe(expected);
  });

  test.each([30, 150, 600, 1200, 1500, 2000])(
    'all machines stand still %i ms after its beginning',
    async (beginMs) => {
      const running = drill({});
      await vi.advanceTimersByTimeAsync(beginMs);
      // Nothing is read nor answered before all of this has passed.
      vi.advanceTimersByTime(SHORT);
      expect(verdict(await inTime(running))).toBe('passed');
    },
  );

  test('all machines stand still when its time is over', async () => {
    const running = drill({ backAfterMs: 12_500 });
    await vi.advanceTimersByTimeAsync(12_900);
    vi.advanceTimersByTime(SHORT);
    expect(verdict(await inTime(running))).toBe('passed');
  });

  test('the time in which all machines stood still is none in which a cluster was not well', async () => {
    const running = drill({});
    await vi.advanceTimersByTimeAsync(250);
    vi.advanceTimersByTime(10_000);
    // Longer than is waited for a cluster that is not well; the pause is in what was measured.
    expect(verdict(await inTime(running))).toBe(NOT_ASKED);
  });
});
