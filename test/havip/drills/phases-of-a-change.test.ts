import { expect, test } from 'vitest';
import type { Expectation } from '../../../src/havip/drills/expectation.ts';
import type { Action } from '../../../src/havip/drills/phases.ts';
import { AT_REST, answers, daemon, type Event, EXPECTED, holding, mark, play } from './support/script.ts';

const handover = { ...EXPECTED, successor: null, endsOn: null };

interface Case {
  readonly name: string;
  readonly script: readonly Event[];
  readonly expected: Expectation;
  readonly actions: readonly [number, Action][];
}

const cases: readonly Case[] = [
  {
    name: 'does not begin while keepalived does not run on a standby',
    script: [...AT_REST, daemon(10, 'HAVIP-02', false), ...answers(20, 20_000)],
    expected: handover,
    actions: [[10_100, 'done']],
  },
  {
    name: 'begins a change that starts the standby, and rests when it runs',
    script: [
      ...AT_REST,
      daemon(10, 'HAVIP-02', false),
      ...answers(100, 20_000),
      mark(2000, 'cause-done'),
      mark(2000, 'restored'),
      daemon(3000, 'HAVIP-02', true),
    ],
    expected: { ...handover, startsOthers: true },
    actions: [
      [1000, 'cause-failure'],
      [2000, 'restore'],
      [3000 + 3200, 'done'],
    ],
  },
  {
    name: 'does not begin such a change while a standby that does not run has the address, too',
    script: [
      ...AT_REST,
      daemon(10, 'HAVIP-02', false),
      holding(10, 'HAVIP-02', true),
      ...answers(100, 20_000),
    ],
    expected: { ...handover, startsOthers: true },
    actions: [[10_100, 'done']],
  },
];

test.each(cases)('a measured change $name', ({ script, expected, actions }) => {
  expect(play(script, expected)).toEqual(actions);
});
