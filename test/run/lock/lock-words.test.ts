import { describe, expect, it } from 'vitest';
import {
  foundWords,
  heldProblem,
  lostProblem,
  neverFree,
  notRemoved,
  notRenewed,
  notWritten,
  takenOverWords,
  timeWords,
} from '../../../src/run/lock/lock-words.ts';
import { FOREIGN } from '../../bench/bench.ts';

const now = new Date('2026-11-22T20:40:00Z');
const OWNER = 'ann@control-9 (`verify`, since 2026-11-22 20:31:05 UTC)';

describe('words about a lock', () => {
  it.each([
    ['live', `it runs until 2026-11-22 20:40:40 UTC unless it is renewed`],
    ['expired', 'it has run out, and the next run takes it over'],
    ['dated-ahead', 'it is void, dated further ahead than a lease can be'],
    ['owner-ended', 'its process 4711 on this machine has ended'],
  ] as const)('say of one that is %s', (standing, words) => {
    const found = { unit: 'web', machine: 'one', lease: FOREIGN, standing, secondsLeft: 40 };
    expect(foundWords(found as Parameters<typeof foundWords>[0], now)).toContain(
      `web is locked by ${OWNER}: ${words}`,
    );
  });

  it.each([
    ['expired', 'has run out: taken over'],
    ['dated-ahead', 'is void, dated further ahead'],
    ['owner-ended', 'its process 4711 on this machine has ended: taken over'],
  ] as const)('say that one was taken over because it is %s', (why, words) => {
    const said = takenOverWords('web', FOREIGN, why);
    expect([said.startsWith(`web: the lease of ${OWNER}`), said.includes(words)]).toEqual([true, true]);
  });

  it('name who has it, and until when', () => {
    const held = heldProblem('web', 'one', FOREIGN, { secondsLeft: 40, now });
    expect(held).toMatchObject({ code: 'lock.held', summary: `web is locked by ${OWNER}` });
    expect(held.detail).toMatch(/until 2026-11-22 20:40:40 UTC, .*process 4711 on control-9/);
    const itself = heldProblem('web', 'one', { ...FOREIGN, pid: 0 }, { secondsLeft: 40, now });
    expect(itself.detail).not.toContain('process');
  });

  it.each([
    [lostProblem('web', 'one', { lease: FOREIGN, secondsLeft: 40 }), 'lock.lost', `is that of ${OWNER}`],
    [lostProblem('web', 'one', { lease: undefined, secondsLeft: 0 }), 'lock.lost', 'is no longer there'],
    [neverFree('web'), 'lock.held', 'again and again'],
    [notRenewed('web', 'one', 'no room\n'), 'lock.not-renewed', 'no room'],
    [notRenewed('web', 'one', ''), 'lock.not-renewed', 'gave no reason'],
    [notWritten('web', 'one', ''), 'host.lease-not-written', 'disk is neither full nor read-only'],
    [notWritten('web', 'one', 'x', 'no-turn'), 'host.lease-not-written', 'Look at that process'],
    [notRemoved('web', 'one', '', 'failed'), 'host.lease-not-removed', 'It printed nothing'],
  ])('%#: tell what to do', (problem, code, words) => {
    expect(problem.code).toBe(code);
    expect(`${problem.summary} ${problem.detail} ${problem.fix}`).toContain(words);
  });

  it('know no time that is none', () => {
    expect(timeWords(new Date('never'))).toBe('an unknown time');
  });
});
