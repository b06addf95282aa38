import { describe, expect, test } from 'vitest';
import { type Action, afterStandstill, begin } from '../../../src/havip/drills/drive/phases.ts';
import type { Measurement } from '../../../src/havip/drills/verdict/measure.ts';
import { judge } from '../../../src/havip/drills/verdict/verdict.ts';
import type { Ending } from '../../../src/havip/drills/verdict/verdict-rule.ts';
import {
  AT_REST,
  answers,
  daemon,
  type Event,
  EXPECTED,
  GOOD,
  holding,
  mark,
  play,
  vrrp,
} from './support/script.ts';

const ALONE = { moves: [], takeoverMs: null, holdersAtEnd: [] };
const NOT_HEARD =
  'Nothing was heard of HAVIP-02 for 3 s or more: whether it had 172.16.16.12 meanwhile is not known.';

interface Case {
  readonly name: string;
  readonly measured?: Partial<Measurement>;
  readonly expected?: Partial<typeof EXPECTED>;
  readonly ending: Partial<Ending>;
  readonly codes: readonly string[];
  readonly error?: string;
}

const verdicts: readonly Case[] = [
  {
    name: 'silent at its end, and asked to the end',
    measured: { interruption: null, silent: ['address'] },
    ending: { unasked: { service: 7000 } },
    codes: ['verify.unreachable-after'],
  },
  {
    name: 'a silent public address that this machine asks no more',
    measured: { silent: ['public'] },
    ending: { unasked: { public: 7000 } },
    codes: ['verify.prober-stood-still'],
    error:
      'No probe of this machine was heard of for the last 7000 ms: how long 172.16.16.12 was away is not known.',
  },
  {
    name: 'asked no more, and answered to the end',
    ending: { unasked: { address: 3500 } },
    codes: [],
  },
  {
    name: 'asked no more, and the nodes are not at rest',
    measured: { interruption: null, silent: ['address'] },
    ending: { unasked: { address: 3500 }, ailments: ['keepalived does not run on HAVIP-01'] },
    codes: ['verify.prober-stood-still', 'verify.not-restored'],
  },
  {
    name: 'no takeover, of a node that says nothing',
    measured: ALONE,
    ending: { unheard: ['HAVIP-02'], stoodStill: ['HAVIP-02'] },
    codes: ['verify.node-unheard'],
    error: NOT_HEARD,
  },
  {
    name: 'no takeover, of a node that says something again',
    measured: ALONE,
    ending: { stoodStill: ['HAVIP-02'] },
    codes: ['verify.no-takeover', 'verify.node-unheard'],
  },
  {
    name: 'no takeover, and it is the old holder that says nothing',
    measured: ALONE,
    ending: { unheard: ['HAVIP-01'], stoodStill: ['HAVIP-01'] },
    codes: ['verify.no-takeover', 'verify.node-unheard'],
  },
  {
    name: 'whether it came back by itself it does not say',
    expected: { scenario: 'crash', returnsWithinMs: 10_000 },
    ending: { unheard: ['HAVIP-01'], stoodStill: ['HAVIP-01'] },
    codes: ['verify.node-unheard'],
  },
  {
    name: 'a change that nobody probed to its end, and the nodes were without the address for long',
    measured: { interruption: null, silent: ['address'], noneMs: 5500 },
    expected: { once: true },
    ending: { unasked: { address: 7000 } },
    codes: ['verify.prober-stood-still', 'verify.slow-takeover'],
  },
];

describe('judge', () => {
  test.each(verdicts)('$name', ({ measured, expected, ending, codes, error }) => {
    const nothing = { ailments: [], prober: 'probe-01', unasked: {}, unheard: [], stoodStill: [] };
    const problems = judge({ ...GOOD, ...measured }, { ...EXPECTED, ...expected }, { ...nothing, ...ending });
    expect(problems.map(({ code }) => code)).toEqual(codes);
    if (error !== undefined) expect(problems[0]?.detail).toBe(error);
  });
});

const heard = (node: string, ...times: readonly number[]): readonly Event[] =>
  times.map((atMs) => ({ kind: 'heard', atMs, node }));
const every = (fromMs: number, toMs: number) =>
  Array.from({ length: (toMs - fromMs) / 500 + 1 }, (_, nth) => fromMs + nth * 500);

const scripts: readonly (readonly [string, readonly Event[], readonly [number, Action][]])[] = [
  [
    'does not begin on news that is old, and begins when the node is heard again',
    [...AT_REST, ...answers(0, 5000), ...heard('HAVIP-02', 100, 2500), { kind: 'abort', atMs: 2600 }],
    [
      [2500, 'cause-failure'],
      [2600, 'restore'],
    ],
  ],
  [
    'rests no longer than it is known how all nodes stand',
    [
      ...AT_REST,
      ...answers(0, 20_000),
      mark(1000, 'caused'),
      holding(1010, 'HAVIP-01', false),
      vrrp(1010, 'HAVIP-01', 'STOP'),
      holding(1080, 'HAVIP-02', true),
      vrrp(1100, 'HAVIP-02', 'MASTER'),
      mark(2000, 'cause-done'),
      mark(2050, 'restored'),
      daemon(2100, 'HAVIP-01', true),
      vrrp(2100, 'HAVIP-01', 'BACKUP'),
      ...heard('HAVIP-01', ...every(500, 20_000)),
      // Not from 4000 on until 6000, in the midst of which the time of rest is over.
      ...heard('HAVIP-02', ...every(500, 4000), ...every(6000, 20_000)),
    ],
    [
      [900, 'cause-failure'],
      [2000, 'restore'],
      [6000, 'done'],
    ],
  ],
];

describe('advance', () => {
  test.each(scripts)('%s', (_name, script, actions) => {
    expect(play(script)).toEqual(actions);
  });

  test('time in which this machine stood still counts for no limit', () => {
    const progress = { ...begin(1000), calmSinceMs: 2000 };
    expect(afterStandstill(progress, 60_000)).toEqual({ ...progress, sinceMs: 61_000, calmSinceMs: 62_000 });
    expect(afterStandstill(begin(1000), 60_000).calmSinceMs).toBeNull();
  });
});
