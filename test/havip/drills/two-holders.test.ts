import { describe, expect, test } from 'vitest';
import { measure } from '../../../src/havip/drills/verdict/measure.ts';
import { judge } from '../../../src/havip/drills/verdict/verdict.ts';
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
  timelineOf,
  vrrp,
} from './support/script.ts';

const heard = (node: string, fromMs: number, toMs: number): readonly Event[] =>
  Array.from({ length: (toMs - fromMs) / 100 }, (_, nth) => ({
    kind: 'heard',
    node,
    atMs: fromMs + nth * 100,
  }));

const BOTH_HEARD = [...heard('HAVIP-01', 0, 40_000), ...heard('HAVIP-02', 0, 40_000)];

/** Stopped at 1000 and gone from there; somebody sets it again at 1200, and the other takes over at 4000. */
const SET_AGAIN: readonly Event[] = [
  ...AT_REST,
  ...answers(0, 40_000),
  mark(1000, 'caused'),
  daemon(1000, 'HAVIP-01', false),
  holding(1010, 'HAVIP-01', false),
  mark(1050, 'cause-done'),
  holding(1200, 'HAVIP-01', true),
  holding(4000, 'HAVIP-02', true),
  vrrp(4000, 'HAVIP-02', 'MASTER'),
  mark(6000, 'restored'),
  daemon(6100, 'HAVIP-01', true),
  vrrp(6100, 'HAVIP-01', 'BACKUP'),
];

describe('two holders after a drill', () => {
  test.each([
    [
      'end it after the time in which a node that hears nobody shows',
      [...SET_AGAIN, ...BOTH_HEARD],
      6000 + 3200,
    ],
    [
      'that become one are waited for',
      [...SET_AGAIN, ...BOTH_HEARD, holding(9000, 'HAVIP-01', false)],
      9000 + 3200,
    ],
    [
      'are not believed of a node that is not heard any more',
      [...SET_AGAIN, ...heard('HAVIP-01', 0, 8000), ...heard('HAVIP-02', 0, 40_000)],
      6000 + 10_000 + 3 * 3100,
    ],
  ])('%s', (_name, script, doneAtMs) => {
    expect(play(script).find(([, action]) => action === 'done')?.[0]).toBe(doneAtMs);
  });
});

const gone = (atMs: number) => holding(atMs, 'HAVIP-01', false);
const unknown = (atMs: number): Event => ({ kind: 'vrrp', atMs, node: 'HAVIP-01', value: 'unknown' });

/** Nobody sets it while keepalived does not run, but as soon as it is back. */
const BACK_AS_BACKUP: readonly Event[] = [
  ...SET_AGAIN.filter((event) => !(event.kind === 'holding' && event.atMs === 1200)),
  holding(6500, 'HAVIP-01', true),
];

describe('an address that comes to a node', () => {
  test.each([
    ['without keepalived was set by somebody else', SET_AGAIN, 'HAVIP-01'],
    [
      'whose keepalived is told of a moment later was taken by that',
      [...SET_AGAIN, daemon(1500, 'HAVIP-01', true)],
      undefined,
    ],
    [
      'while keepalived ends there was set by somebody else',
      SET_AGAIN.map((event) =>
        event.kind === 'daemon' && event.atMs === 1000 ? daemon(2000, 'HAVIP-01', false) : event,
      ),
      'HAVIP-01',
    ],
    [
      'while keepalived ends there, and is gone with it, was not',
      [
        ...SET_AGAIN.map((event) =>
          event.kind === 'daemon' && event.atMs === 1000 ? daemon(2000, 'HAVIP-01', false) : event,
        ),
        gone(2100),
      ],
      undefined,
    ],
    ['whose keepalived is a backup was set by somebody else', BACK_AS_BACKUP, 'HAVIP-01'],
    ['and leaves it within a second may have been given up', [...BACK_AS_BACKUP, gone(7400)], undefined],
    [
      'whose notify script is slow was taken by a master',
      [...BACK_AS_BACKUP, vrrp(7900, 'HAVIP-01', 'MASTER')],
      undefined,
    ],
    ['whose state is not known is not judged', [...BACK_AS_BACKUP, unknown(6400)], undefined],
    [
      'of which nothing is known of its keepalived is not judged',
      SET_AGAIN.filter(({ kind }) => kind !== 'daemon'),
      undefined,
    ],
    [
      'before the failure is not judged',
      SET_AGAIN.filter((event) => !('name' in event && event.name === 'caused')),
      undefined,
    ],
    [
      'and never left it was left behind',
      SET_AGAIN.filter((event) => !(event.kind === 'holding' && [1010, 1200].includes(event.atMs))),
      undefined,
    ],
  ])('%s', (_name, script, setAgain) => {
    const measured = measure(timelineOf(script, 20_000), EXPECTED, 800);
    expect(measured.setAgain).toBe(setAgain);
  });

  test('is the one thing that is said of it', () => {
    const ending = { ailments: [], prober: '', unasked: {}, unheard: [], stoodStill: [] };
    const measured = {
      ...GOOD,
      setAgain: 'HAVIP-01',
      holdersAtEnd: ['HAVIP-01', 'HAVIP-02'],
      longestSplitBrainMs: 9000,
    };
    expect(judge(measured, EXPECTED, ending).map(({ code }) => code)).toEqual(['verify.address-set-again']);
  });
});
