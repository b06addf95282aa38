import { describe, expect, test } from 'vitest';
import type { Action } from '../../../src/havip/drills/drive/phases.ts';
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

/** Stopped at 1000, taken over at 1080, back as backup at 2100. */
const GOOD: readonly Event[] = [
  ...AT_REST,
  ...answers(100, 1000),
  mark(1000, 'caused'),
  holding(1010, 'HAVIP-01', false),
  vrrp(1010, 'HAVIP-01', 'STOP'),
  holding(1080, 'HAVIP-02', true),
  vrrp(1100, 'HAVIP-02', 'MASTER'),
  ...answers(1100, 20_000),
  daemon(1900, 'HAVIP-01', false),
  mark(2000, 'cause-done'),
  mark(2050, 'restored'),
  daemon(2100, 'HAVIP-01', true),
  vrrp(2100, 'HAVIP-01', 'BACKUP'),
];
const without = (...left: readonly Event[]) => GOOD.filter((event) => !left.includes(event));
const handover = { ...EXPECTED, successor: null, endsOn: null };

const binding = (atMs: number, node?: string): Event => ({ kind: 'binding', atMs, node });

interface Case {
  readonly name: string;
  readonly script: readonly Event[];
  readonly expected?: typeof EXPECTED;
  readonly actions: readonly [number, Action][];
}

const cases: readonly Case[] = [
  {
    name: 'begins after ten answers, restores after the stop has ended, rests for the silence and a margin',
    script: [
      ...AT_REST,
      ...answers(100, 1100),
      ...GOOD.filter((event) => 'atMs' in event && event.atMs >= 1000),
    ],
    actions: [
      [1000, 'cause-failure'],
      [2000, 'restore'],
      [2100 + 3200, 'done'],
    ],
  },
  {
    name: 'does not begin without answers, and gives up',
    script: AT_REST,
    actions: [[10_100, 'done']],
  },
  {
    name: 'does not begin while two nodes have the address',
    script: [...AT_REST, holding(0, 'HAVIP-02', true), ...answers(0, 20_000)],
    actions: [[10_100, 'done']],
  },
  {
    name: 'does not begin while a standby is in FAULT, begins when it is well again',
    script: [
      ...AT_REST,
      vrrp(10, 'HAVIP-02', 'FAULT'),
      vrrp(4000, 'HAVIP-02', 'BACKUP'),
      ...answers(0, 5000),
      { kind: 'abort', atMs: 4100 },
    ],
    actions: [
      [4000, 'cause-failure'],
      [4100, 'restore'],
    ],
  },
  {
    name: 'waits for answers after the takeover, not for the holder alone',
    script: [
      ...AT_REST,
      ...answers(0, 1000),
      mark(950, 'cause-done'),
      holding(1000, 'HAVIP-01', false),
      holding(1000, 'HAVIP-02', true),
      ...answers(3000, 6000),
    ],
    actions: [
      [900, 'cause-failure'],
      [3400, 'restore'],
    ],
  },
  {
    name: 'restores without a takeover when the limit is over, and then takes any one holder',
    script: [...AT_REST, ...answers(0, 60_000), mark(950, 'cause-done'), mark(11_000, 'restored')],
    actions: [
      [900, 'cause-failure'],
      [10_950, 'restore'],
      [11_000 + 50 + 3200, 'done'],
    ],
  },
  {
    name: 'aborted while the node is down: restores at once, waits for that alone',
    script: [...GOOD, ...answers(0, 100), { kind: 'abort', atMs: 1200 }],
    actions: [
      [900, 'cause-failure'],
      [1200, 'restore'],
      [2100, 'done'],
    ],
  },
  {
    name: 'aborted before anything was touched',
    script: [...AT_REST, ...answers(0, 500), { kind: 'abort', atMs: 500 }],
    actions: [[500, 'done']],
  },
  {
    name: 'a node that does not come back as backup keeps it from resting',
    script: [
      ...answers(0, 100),
      ...without(...GOOD.filter((event) => event.kind === 'vrrp' && event.atMs === 2100)),
      ...answers(20_000, 60_000),
    ],
    actions: [
      [900, 'cause-failure'],
      [2000, 'restore'],
      [2050 + 19_300, 'done'],
    ],
  },
  {
    name: 'where nothing has said a VRRP state, nothing is healthy, and no failure is caused',
    script: [...answers(0, 100), ...GOOD.filter((event) => event.kind !== 'vrrp')],
    actions: [[10_100, 'done']],
  },
  {
    name: 'a killed keepalived is waited for until it runs again, and only then brought back',
    script: [
      ...GOOD.filter((event) => event.kind !== 'daemon'),
      ...AT_REST,
      ...answers(0, 100),
      daemon(1200, 'HAVIP-01', false),
      daemon(4000, 'HAVIP-01', true),
    ],
    expected: { ...EXPECTED, returnsWithinMs: 10_000 },
    actions: [
      [900, 'cause-failure'],
      [4000, 'restore'],
      [4100 + 3200, 'done'],
    ],
  },
  {
    name: 'one that nothing restarts is brought back when its time is over',
    script: [
      ...GOOD.filter((event) => event.kind !== 'daemon'),
      ...AT_REST,
      ...answers(0, 100),
      daemon(1200, 'HAVIP-01', false),
      daemon(31_500, 'HAVIP-01', true),
      ...answers(20_000, 60_000),
    ],
    expected: { ...EXPECTED, returnsWithinMs: 30_000 },
    actions: [
      [900, 'cause-failure'],
      [31_050, 'restore'],
      [31_500 + 3200, 'done'],
    ],
  },
  {
    name: 'a failed check is given the time that it takes to be noticed',
    script: [...AT_REST, ...answers(0, 60_000), mark(950, 'cause-done'), mark(20_000, 'restored')],
    expected: { ...EXPECTED, detectMs: 9000 },
    actions: [
      [900, 'cause-failure'],
      [19_950, 'restore'],
      [20_000 + 50 + 3200, 'done'],
    ],
  },
  {
    name: 'the service must answer on the other node, too',
    script: [
      ...GOOD,
      ...answers(0, 100),
      ...answers(0, 1000, 'service'),
      ...answers(5000, 20_000, 'service'),
    ],
    actions: [
      [900, 'cause-failure'],
      [5400, 'restore'],
      [5500 + 3200, 'done'],
    ],
  },
  {
    name: 'nothing is begun while the cloud sends the address elsewhere',
    script: [...AT_REST, ...answers(0, 60_000), binding(0, 'HAVIP-02')],
    actions: [[20_100, 'done']],
  },
  {
    name: 'a handover ends with its change, though the address stays where it was',
    script: [...AT_REST, ...answers(0, 20_000), mark(1500, 'cause-done'), mark(1500, 'restored')],
    expected: handover,
    actions: [
      [900, 'cause-failure'],
      [1500, 'restore'],
      [1600 + 3200, 'done'],
    ],
  },
];

/** When a drill that is well itself ends, with what the cloud says. */
const waitedFor: readonly [name: string, said: readonly Event[], doneAtMs: number][] = [
  ['the cloud is waited for when all is at rest', [binding(7000, 'HAVIP-02')], 7000],
  ['but not for ever', [], 2100 + 10_000],
  ['one that says nothing any more as well', [binding(3000), binding(6000, 'HAVIP-02')], 6000],
  ['and not for ever either', [binding(3000)], 2100 + 10_000],
];

describe('advance', () => {
  test.each(cases)('$name', ({ script, expected, actions }) => {
    expect(play(script, expected)).toEqual(actions);
  });

  test.each(waitedFor)('%s', (_name, said, doneAtMs) => {
    expect(
      play([...GOOD, ...answers(0, 100), ...answers(20_000, 60_000), binding(0, 'HAVIP-01'), ...said]),
    ).toEqual([
      [900, 'cause-failure'],
      [2000, 'restore'],
      [doneAtMs, 'done'],
    ]);
  });
});
