import { describe, expect, test } from 'vitest';
import type { Measurement } from '../../../src/havip/drills/verdict/measure.ts';
import { drillResult, judge } from '../../../src/havip/drills/verdict/verdict.ts';
import { EXPECTED, GOOD, TAKEN } from './support/script.ts';

const back = { atMs: 4000, node: 'HAVIP-01' };
const handover = { ...EXPECTED, successor: null, endsOn: null };

const cases = [
  { name: 'a good drill', codes: [], error: null },
  {
    name: 'slow takeover',
    measured: { interruption: { fromMs: 0, toMs: 5001 } },
    codes: ['verify.slow-takeover'],
    error: '172.16.16.12 was interrupted for 5001 ms; verify.max_interruption is 5000 ms.',
  },
  {
    name: 'too slow only by the time in which the prober sent nothing',
    measured: { interruption: { fromMs: 0, toMs: 6001 }, unsentMs: 5200.2 },
    codes: ['verify.prober-stood-still'],
    error: 'probe-01 sent no probe for 5200 ms: how long 172.16.16.12 was away is not known.',
  },
  {
    name: 'too slow, whatever the prober sent',
    measured: { interruption: { fromMs: 0, toMs: 11_000 }, unsentMs: 5900 },
    codes: ['verify.slow-takeover'],
    error: '172.16.16.12 was interrupted for 11000 ms; verify.max_interruption is 5000 ms.',
  },
  {
    name: 'silent at its end, as is the prober',
    measured: { interruption: null, silent: ['address'] },
    unasked: { address: 7000 },
    codes: ['verify.prober-stood-still'],
    error:
      'No probe of probe-01 was heard of for the last 7000 ms: how long 172.16.16.12 was away is not known.',
  },
  {
    name: 'exactly as long as allowed',
    measured: { interruption: { fromMs: 0, toMs: 5000 } },
    codes: [],
    error: null,
  },
  {
    name: 'no takeover',
    measured: { moves: [], takeoverMs: null, holdersAtEnd: ['HAVIP-01'] },
    codes: ['verify.no-takeover'],
    error: '172.16.16.12 appeared on no other node after HAVIP-01 had failed.',
  },
  {
    name: 'two holders for longer than an advert',
    measured: { splitBrainMs: 1400, longestSplitBrainMs: 1001 },
    codes: ['verify.two-holders'],
    error:
      'Two nodes had 172.16.16.12 at the same time for 1001 ms; one advert, 1000 ms, is the most that is in order.',
  },
  {
    name: 'two holders for an advert',
    measured: { splitBrainMs: 1000, longestSplitBrainMs: 1000 },
    codes: [],
    error: null,
  },
  {
    name: 'two holders at rest',
    measured: { splitBrainMs: 9000, longestSplitBrainMs: 9000, holdersAtEnd: ['HAVIP-01', 'HAVIP-02'] },
    codes: ['verify.two-holders-at-rest', 'verify.two-holders'],
    error: 'HAVIP-01 and HAVIP-02 still have 172.16.16.12 at the same time at the end.',
  },
  {
    name: 'flapping',
    measured: { moves: [...TAKEN, back] },
    codes: ['verify.flapping'],
    error: '172.16.16.12 moved 2 times (HAVIP-01 → HAVIP-02 → HAVIP-01); 1 is in order.',
  },
  {
    name: 'the address moved, and only the standby was touched',
    measured: { moves: TAKEN },
    expected: { ...EXPECTED, scenario: 'fwreload', successor: null, endsOn: null, maxMoves: 0 },
    codes: ['verify.moved-from-well'],
    error:
      '172.16.16.12 went from HAVIP-01 to HAVIP-02, though fwreload is no failure of HAVIP-01: HAVIP-02 heard nothing of it for longer than 3063 ms.',
  },
  {
    name: 'back by preemption',
    measured: { moves: [...TAKEN, back] },
    expected: { ...EXPECTED, maxMoves: 2 },
    codes: [],
    error: null,
  },
  {
    name: 'wrong node',
    measured: { moves: [{ atMs: 1030, node: 'HAVIP-03' }] },
    codes: ['verify.wrong-node'],
    error: '172.16.16.12 went to HAVIP-03, though HAVIP-02 has the highest priority of those that were left.',
  },
  {
    name: 'another node, whose timer ends in the same moment',
    measured: { moves: [{ atMs: 1030, node: 'HAVIP-03' }] },
    expected: { ...EXPECTED, asGood: ['HAVIP-03'] },
    codes: [],
    error: null,
  },
  {
    name: 'moved, but unreachable',
    measured: { interruption: null, silent: ['address'] },
    ailments: ['172.16.16.12 has not answered for 9000 ms'],
    codes: ['verify.unreachable-after'],
    error: '172.16.16.12 is on HAVIP-02, but 120 probes brought no answer any more by the end.',
  },
  {
    name: 'probes lost though it never moved',
    measured: { moves: [], takeoverMs: null, lost: 5, lostInRow: 2, noneMs: 0, holdersAtEnd: ['HAVIP-01'] },
    expected: handover,
    codes: ['verify.probes-lost'],
    error: '5 probes of 172.16.16.12 were lost, 2 of them in a row, while HAVIP-01 held it all the time.',
  },
  {
    name: 'single lost probes are the noise of a network',
    measured: { moves: [], takeoverMs: null, lost: 5, lostInRow: 1, noneMs: 0, holdersAtEnd: ['HAVIP-01'] },
    expected: handover,
    codes: [],
    error: null,
    to: 'HAVIP-01',
  },
  {
    name: 'the service is not there',
    measured: { interruption: null, silent: ['service'] },
    codes: ['verify.service-unreachable'],
    error:
      '172.16.16.12 is on HAVIP-02 and answers ping, but its service (verify.service) did not answer any more by the end.',
  },
  {
    name: 'neither the address nor the service: told once',
    measured: { interruption: null, silent: ['address', 'service', 'public'] },
    codes: ['verify.unreachable-after'],
    error: '172.16.16.12 is on HAVIP-02, but 120 probes brought no answer any more by the end.',
  },
  {
    name: 'the cloud still sends it to the old holder',
    measured: { boundAtEnd: 'HAVIP-01' },
    codes: ['verify.cloud-disagrees'],
    error:
      'HAVIP-02 has 172.16.16.12, but 10 s after the cluster came to rest the cloud still sends it to HAVIP-01.',
  },
  {
    name: 'the cloud sends it nowhere',
    measured: { boundAtEnd: null },
    codes: ['verify.cloud-disagrees'],
    error:
      'HAVIP-02 has 172.16.16.12, but 10 s after the cluster came to rest the cloud still sends it to none of the nodes.',
  },
  { name: 'the cloud agrees', measured: { boundAtEnd: 'HAVIP-02', bindingMs: 900 }, codes: [], error: null },
  {
    name: 'the public address stays away',
    measured: { silent: ['public'] },
    codes: ['verify.public-unreachable'],
    error:
      'The public address that leads to 172.16.16.12 answered this machine before the drill and not at its end, though 172.16.16.12 answers inside.',
  },
  {
    name: 'nothing restarted keepalived, but all else was well',
    measured: { returnedMs: null },
    expected: { ...EXPECTED, scenario: 'crash', returnsWithinMs: 10_000 },
    codes: ['verify.not-back-by-itself'],
    error: '10 s after crash, keepalived was not running again on HAVIP-01: it had to be started.',
  },
  {
    name: 'restarted in time',
    measured: { returnedMs: 2100 },
    expected: { ...EXPECTED, returnsWithinMs: 10_000 },
    codes: [],
    error: null,
  },
  {
    name: 'did not return',
    ailments: ['keepalived does not run on HAVIP-01'],
    codes: ['verify.not-restored'],
    error: 'After HAVIP-01 was brought back, keepalived does not run on HAVIP-01.',
  },
] as const;

describe('judge', () => {
  test.each(cases)('$name', (one) => {
    const measured: Measurement = { ...GOOD, ...('measured' in one ? one.measured : {}) };
    const expected = 'expected' in one ? one.expected : EXPECTED;
    const problems = judge(measured, expected, {
      ailments: 'ailments' in one ? one.ailments : [],
      prober: 'probe-01',
      unasked: 'unasked' in one ? one.unasked : {},
      unheard: [],
      stoodStill: [],
    });
    expect(problems.map((problem) => problem.code)).toEqual(one.codes);
    expect(problems.every((problem) => problem.fix !== undefined)).toBe(true);
    const result = drillResult(measured, expected, problems);
    expect(result).toMatchObject({ passed: one.codes.length === 0, error: one.error });
    if ('to' in one) expect(result.to).toBe(one.to);
  });

  test('the cloud is part of the public result only where it was asked', () => {
    const bindingMs = (boundAtEnd: string | null | undefined, measured: number | null) =>
      drillResult({ ...GOOD, boundAtEnd, bindingMs: measured }, EXPECTED, []).bindingMs;
    expect(bindingMs(undefined, null)).toBeUndefined();
    expect(bindingMs('HAVIP-02', 1200.4)).toBe(1200);
    expect(bindingMs(null, null)).toBeNull();
  });

  test.each([
    ['most of it', { unsentMs: 700.4, interruption: { fromMs: 0, toMs: 1000 } }, 700],
    ['less than half of it', { unsentMs: 700, interruption: { fromMs: 0, toMs: 2000 } }, undefined],
    [
      'what a busy machine brings with it',
      { unsentMs: 190, interruption: { fromMs: 0, toMs: 200 } },
      undefined,
    ],
    ['one without an end', { unsentMs: 700, interruption: null }, undefined],
  ])('of an interruption, the time without a probe is told where it is much: %s', (_name, measured, told) => {
    expect(drillResult({ ...GOOD, ...measured }, EXPECTED, []).unmeasuredMs).toBe(told);
  });

  test('the public result is in whole milliseconds', () => {
    expect(drillResult(GOOD, EXPECTED, [])).toEqual({
      scenario: 'stop',
      from: 'HAVIP-01',
      to: 'HAVIP-02',
      probes: 120,
      lost: 1,
      interruptionMs: 200,
      takeoverMs: 80,
      splitBrainMs: 0,
      passed: true,
      error: null,
    });
  });
});
