import { expect, test } from 'vitest';
import type { Action } from '../../../src/havip/drills/drive/phases.ts';
import type { Scenario } from '../../../src/havip/drills/scenario.ts';
import type { DrillSubject } from '../../../src/havip/drills/types.ts';
import { type Expectation, expectTakeover } from '../../../src/havip/drills/verdict/expectation.ts';
import {
  AT_REST,
  answers,
  daemon,
  type Event,
  EXPECTED,
  holding,
  mark,
  play,
  vrrp,
} from './support/script.ts';

const handover = { ...EXPECTED, successor: null, endsOn: null };

interface Case {
  readonly name: string;
  readonly script: readonly Event[];
  readonly expected: Expectation;
  readonly actions: readonly (readonly [number, Action])[];
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
    expected: { ...handover, mends: ['HAVIP-02'] },
    actions: [
      [1000, 'cause-failure'],
      [2000, 'restore'],
      [3000 + 3200, 'done'],
    ],
  },
  ...(['FAULT', 'STOP', 'MASTER'] as const).map((state) => ({
    name: `begins a change that mends a standby without the address in ${state}, and rests when it is a backup`,
    script: [
      ...AT_REST,
      vrrp(10, 'HAVIP-02', state),
      ...answers(100, 20_000),
      mark(2000, 'cause-done'),
      mark(2000, 'restored'),
      vrrp(3000, 'HAVIP-02', 'BACKUP'),
    ],
    expected: { ...handover, mends: ['HAVIP-02'] },
    actions: [
      [1000, 'cause-failure'],
      [2000, 'restore'],
      [3000 + 3200, 'done'],
    ] as const,
  })),
  {
    // The node that is to come later neither keeps it from beginning nor from ending, and the other node does.
    name: 'begins and ends while a node to which a change comes later does not run',
    script: [
      ...AT_REST,
      daemon(10, 'HAVIP-02', false),
      ...answers(100, 20_000),
      mark(2000, 'cause-done'),
      mark(2000, 'restored'),
    ],
    expected: { ...handover, later: ['HAVIP-02'] },
    actions: [
      [1000, 'cause-failure'],
      [2000, 'restore'],
      [2000 + 3300, 'done'],
    ],
  },
  {
    name: 'does not begin while a node does not run and a change comes later to another one only',
    script: [...AT_REST, daemon(10, 'HAVIP-02', false), ...answers(20, 20_000)],
    expected: { ...handover, later: ['HAVIP-03'] },
    actions: [[10_100, 'done']],
  },
  {
    name: 'does not begin it while the holder is no master',
    script: [...AT_REST, vrrp(10, 'HAVIP-01', 'FAULT'), ...answers(100, 20_000)],
    expected: { ...handover, mends: ['HAVIP-02'] },
    actions: [[10_100, 'done']],
  },
  {
    name: 'does not begin another change while a standby is in FAULT',
    script: [...AT_REST, vrrp(10, 'HAVIP-02', 'FAULT'), ...answers(100, 20_000)],
    expected: handover,
    actions: [[10_100, 'done']],
  },
  {
    name: 'does not begin such a change while a standby that does not run has the address, too',
    script: [
      ...AT_REST,
      daemon(10, 'HAVIP-02', false),
      holding(10, 'HAVIP-02', true),
      ...answers(100, 20_000),
    ],
    expected: { ...handover, mends: ['HAVIP-02'] },
    actions: [[10_100, 'done']],
  },
];

/** The second one takes over at 1080 and keeps the address. */
const BY_THE_SECOND: readonly Event[] = [
  ...AT_REST,
  ...answers(100, 20_000),
  mark(1000, 'caused'),
  holding(1010, 'HAVIP-01', false),
  holding(1080, 'HAVIP-02', true),
  vrrp(1080, 'HAVIP-02', 'MASTER'),
  vrrp(1010, 'HAVIP-01', 'BACKUP'),
  mark(2000, 'cause-done'),
  mark(2000, 'restored'),
];

test.each([
  ['whose timer ends in the same moment is as good', { asGood: ['HAVIP-02'] }, 2100 + 3200],
  ['that gives it up to the first is waited for', { asGood: ['HAVIP-02'], givesUp: true }, undefined],
  ['whose timer ends later has to leave it to the first', {}, undefined],
])('another backup %s', (_name, more, done) => {
  const expected: Expectation = {
    ...EXPECTED,
    successor: 'HAVIP-03',
    endsOn: 'HAVIP-03',
    ...more,
  };
  const actions = play(BY_THE_SECOND, expected);
  const ended = actions.find(([, action]) => action === 'done')?.[0] ?? 0;
  if (done === undefined) expect(ended).toBeGreaterThan(10_000);
  else expect(ended).toBe(done);
});

test.each([
  ['one apart, standard', { version: 2, skews: [62.5, 66.4] }, ['c'], 1],
  ['far apart', { version: 2, skews: [62.5, 600] }, undefined, 1],
  ['one apart, with preempt', { version: 2, skews: [62.5, 66.4], preempt: true }, ['c'], 3],
  ['far apart, with preempt', { version: 2, skews: [62.5, 600], preempt: true }, undefined, 2],
  ['alike', { version: 2, skews: [62.5, 62.5] }, ['c'], 2],
  ['alike, with preempt', { version: 2, skews: [62.5, 62.5], preempt: true }, ['c'], 3],
])(
  'who may take over just as well: %s',
  (_name, { skews, preempt }: { skews: number[]; preempt?: boolean }, asGood, maxMoves) => {
    const nodes = ['a', 'b', 'c'].map((name, index) => ({ name, skewMs: [0, ...skews][index] }));
    const subject = { ...EXPECTED, nodes, preempt: preempt === true, addresses: [EXPECTED.address] };
    const expected = expectTakeover(subject as unknown as DrillSubject, { name: 'stop' } as Scenario, 'a');
    expect([expected.successor, expected.asGood, expected.maxMoves]).toEqual(['b', asGood, maxMoves]);
  },
);

test.each(cases)('a measured change $name', ({ script, expected, actions }) => {
  expect(play(script, expected)).toEqual(actions);
});
