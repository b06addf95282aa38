import { describe, expect, test } from 'vitest';
import type { ProblemCode } from '../../../src/core/problem.ts';
import { withLateNodes } from '../../../src/havip/drills/verdict/late-nodes.ts';
import type { Observation } from '../../../src/havip/drills/watch/observation.ts';
import { blankSituation, nobodyLate, perceive } from '../../../src/havip/drills/watch/situation.ts';
import { EXPECTED } from './support/script.ts';

const late = (node: string, lateMs: number): Observation => ({ kind: 'late', node, atMs: 1000, lateMs });

function told(code: ProblemCode, ...seen: readonly Observation[]) {
  const situation = seen.reduce(perceive, blankSituation(['HAVIP-01', 'HAVIP-02'], 100));
  const found = { code, summary: 'It failed', detail: 'It moved twice.', fix: 'Set nopreempt.' };
  return { found, situation, problems: withLateNodes([found], situation, EXPECTED) };
}

describe('a verdict on nodes that were short of processor time', () => {
  test.each([
    ['verify.flapping', [late('HAVIP-01', 2400)], 'HAVIP-01 ran up to 2400 ms late'],
    [
      'verify.two-holders',
      [late('HAVIP-02', 1500), late('HAVIP-02', 1100), late('HAVIP-01', 3000)],
      'HAVIP-01 ran up to 3000 ms late, and HAVIP-02 ran up to 1500 ms late',
    ],
    ['verify.unhealthy-before', [late('HAVIP-01', 1022)], 'HAVIP-01 ran up to 1022 ms late'],
  ] as const)('%s names them, and what is to be done about it', (code, seen, words) => {
    const { problems } = told(code, ...seen);
    expect(problems).toMatchObject([{ code, fix: expect.stringContaining('havip.advert_int') }]);
    expect(problems[0]?.detail).toBe(
      `It moved twice. Meanwhile ${words} for want of processor time, its adverts as well; a node takes over after 3063 ms without one.`,
    );
  });

  test.each([
    ['nobody was late', 'verify.flapping', []],
    ['a third of the master-down time is bearable', 'verify.flapping', [late('HAVIP-01', 1021)]],
    ['what has another cause', 'verify.cloud-disagrees', [late('HAVIP-01', 9000)]],
  ] as const)('%s: it stays as it is', (_name, code, seen) => {
    const { problems, found } = told(code, ...seen);
    expect(problems).toEqual([found]);
  });

  test('who was late before the recording is not late in it', () => {
    const { situation, found } = told('verify.flapping', late('HAVIP-01', 5000));
    expect(withLateNodes([found], nobodyLate(situation), EXPECTED)).toEqual([found]);
  });
});
