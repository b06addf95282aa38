import { describe, expect, it } from 'vitest';
import type { MemberChange } from '../../../src/havip/model/change.ts';
import { chooseForAll } from '../../../src/havip/takeover/choose-for-all.ts';
import { type NodeSettings, pairChange } from './sample.ts';

type Action = MemberChange['action'];

/** The first cluster, whose primary is `a`, from some settings to others. */
const first = (
  before: NodeSettings,
  after: Parameters<typeof pairChange>[1],
  holder = 'a',
  action: Action = 'reload',
) => pairChange(before, after, holder, action);

/** The second one on the same machines, whose primary is `b`. */
function second(before: NodeSettings, after: NodeSettings, holder = 'b', action: Action = 'reload') {
  const of = (settings: NodeSettings) => (host: string) => ({
    routerId: 52,
    addresses: ['10.0.0.19'],
    priority: host === 'b' ? 250 : 240,
    ...settings,
  });
  return pairChange(of(before), of(after), holder, action);
}

const PASSWORD = { password: 'k7Qp2vXz' };
const BACK: NodeSettings = { nopreempt: false };

/** Each change with the way that is found, who holds each address one after the other, and the longest time without. */
const CHANGES: readonly (readonly [string, readonly (readonly MemberChange[])[], string, string, number])[] =
  [
    ['active/active, nothing but words', [first({}, {}), second({}, {})], 'in-turn', 'a, b', 0],
    [
      'active/active, both start again',
      [first({}, {}, 'a', 'restart'), second({}, {}, 'b', 'restart')],
      'in-turn',
      'a b, b a b',
      0,
    ],
    [
      'one machine holds both, both start again',
      [first({}, {}, 'a', 'restart'), second({}, {}, 'a', 'restart')],
      'in-turn',
      'a b, a b',
      0,
    ],
    ['the first gets a password', [first({}, PASSWORD), second({}, {})], 'apart', 'a b, b', 63],
    [
      'the first gets a password, one machine holds both',
      [first({}, PASSWORD), second({}, {}, 'a')],
      'apart',
      'a, a',
      0,
    ],
    ['both get a password', [first({}, PASSWORD), second({}, PASSWORD)], 'apart', 'a b, b', 63],
    [
      'a second cluster comes to machines that serve the first',
      [
        first({}, {}),
        second({}, {}).map((each) => ({ ...each, before: undefined, holds: false, runs: true })),
      ],
      'in-turn',
      'a, b',
      0,
    ],
    [
      'the second moves to another interface',
      [first({}, {}), second({ interface: 'eth1' }, {})],
      'in-turn',
      'a, b',
      51,
    ],
    [
      'both move to another interface',
      [first({ interface: 'eth1' }, {}), second({ interface: 'eth1' }, {})],
      'in-turn',
      'a, b',
      51,
    ],
    ['both become unicast', [first({ peers: null }, {}), second({ peers: null }, {})], 'apart', 'a b, b', 63],
    [
      'both change places: priorities swapped',
      [first({}, (host: string) => ({ priority: host === 'a' ? 240 : 250 })), second({}, {})],
      'in-turn',
      'a, b',
      0,
    ],
    [
      'active/active with preemption, both start again',
      [first(BACK, BACK, 'a', 'restart'), second(BACK, BACK, 'b', 'restart')],
      'in-turn',
      'a b a, b a b',
      63,
    ],
    [
      'one that preempts gets a password',
      [first(BACK, { ...BACK, ...PASSWORD }), second(BACK, BACK)],
      'apart',
      'a b a, b',
      63,
    ],
  ];

describe('the order of a pair that serves two clusters', () => {
  it.each(CHANGES)('%s', (_name, all, way, paths, awayMs) => {
    const chosen = chooseForAll(all);
    expect({
      trouble: chosen.map(({ trouble }) => trouble),
      ways: new Set(chosen.map(({ order }) => order.way)),
      sequences: new Set(chosen.map((each) => sequenceOf(each.order.steps))).size,
      paths: chosen.map(({ forecast }) => forecast.path.join(' ')).join(', '),
      awayMs: Math.max(...chosen.map(({ forecast }) => forecast.awayMs)),
    }).toEqual({
      trouble: all.map(() => undefined),
      ways: new Set([way]),
      sequences: 1,
      paths,
      awayMs,
    });
  });

  it('begins nothing where no order is safe for each of them', () => {
    const halfway = first({}, PASSWORD).map((each, index) =>
      index === 0 || each.before === undefined ? each : { ...each, after: each.before, action: undefined },
    );
    const idle = second({}, {}).map((each, index) => (index === 0 ? each : { ...each, action: undefined }));
    const all = [halfway, idle];
    expect(chooseForAll(all).some(({ trouble }) => trouble !== undefined)).toBe(true);
  });

  it('hands over only what a machine holds when its turn comes', () => {
    const [one, other] = chooseForAll([first({}, {}, 'a', 'restart'), second({}, {}, 'b', 'restart')]);
    const words = (steps: typeof one) =>
      steps?.order.steps.map((step) => `${step.do} ${step.host}`).join(', ');
    expect([words(one), words(other)]).toEqual([
      'change b, hand-over a, change a',
      'hand-over b, change b, hand-over a, change a',
    ]);
  });
});

function sequenceOf(steps: readonly { readonly do: string; readonly host: string }[]): string {
  return steps.flatMap((step) => (step.do === 'change' ? [step.host] : [])).join(' ');
}
