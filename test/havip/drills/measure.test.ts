import { describe, expect, test } from 'vitest';
import {
  type Gap,
  holderStretches,
  type Measurement,
  measure,
} from '../../../src/havip/drills/verdict/measure.ts';
import { answers, daemon, type Event, EXPECTED, holding, mark, timelineOf } from './support/script.ts';

const lost = (sequence: number): Event => ({ kind: 'unanswered', sequence, sentMs: sequence * 100 });
const MOVED: readonly Event[] = [
  ...answers(0, 2000),
  mark(100, 'caused'),
  holding(100, 'HAVIP-01', false),
  holding(200, 'HAVIP-02', true),
];
const cases: readonly {
  name: string;
  script: readonly Event[];
  endedMs?: number;
  expected?: Partial<typeof EXPECTED>;
  gaps?: readonly Gap[];
  figures: Partial<Measurement>;
}[] = [
  {
    name: 'a takeover: the pause between two answers, from the failure to the address',
    script: [
      ...answers(0, 1000),
      mark(950, 'caused'),
      holding(960, 'HAVIP-01', false),
      holding(1030, 'HAVIP-02', true),
      lost(10),
      ...answers(1100, 2000),
    ],
    figures: {
      probes: 20,
      lost: 1,
      lostInRow: 1,
      interruption: { fromMs: 900, toMs: 1100 },
      moves: [{ atMs: 1030, node: 'HAVIP-02' }],
      takeoverMs: 80,
      noneMs: 70,
      splitBrainMs: 0,
      holdersAtEnd: ['HAVIP-02'],
    },
  },
  {
    name: 'an answer that came after ping had given it up is no loss',
    script: [...answers(0, 500), lost(5), ...answers(500, 2000)],
    figures: { probes: 20, lost: 0, interruption: { fromMs: 0, toMs: 100 } },
  },
  {
    name: 'numbers that ping never spoke of are lost',
    script: [...answers(0, 500), ...answers(800, 2000)],
    figures: { probes: 20, lost: 3, lostInRow: 3, interruption: { fromMs: 400, toMs: 800 } },
  },
  {
    name: 'a prober that stood still sent nothing, and its numbers go on where they were',
    script: [
      ...answers(0, 1000),
      ...answers(4000, 5000).map((event, nth) => ({ ...event, sequence: 10 + nth }) as Event),
    ],
    figures: { probes: 20, lost: 0, interruption: { fromMs: 900, toMs: 4000 }, unsentMs: 3000 },
  },
  {
    name: 'one that went on asking is no reason for a pause',
    script: [...answers(0, 1000), ...[10, 11, 12, 13, 14].map(lost), ...answers(1500, 3000)],
    figures: { lost: 5, interruption: { fromMs: 900, toMs: 1500 }, unsentMs: 0 },
  },
  {
    name: 'no answer up to the end is an interruption without an end',
    script: [...answers(0, 1000), ...[10, 11, 12, 13, 14, 15, 16, 17, 18, 19].map(lost)],
    figures: { lost: 10, interruption: null },
  },
  {
    name: 'no answer at all',
    script: [lost(1), lost(2)],
    figures: { probes: 2, lost: 2, interruption: null },
  },
  {
    name: 'two holders, in stretches that touch and stretches that do not',
    script: [
      ...answers(0, 2000),
      mark(100, 'caused'),
      holding(100, 'HAVIP-02', true),
      holding(300, 'HAVIP-01', true),
      holding(400, 'HAVIP-01', false),
      holding(500, 'HAVIP-01', true),
      holding(550, 'HAVIP-02', false),
    ],
    figures: {
      splitBrainMs: 350,
      longestSplitBrainMs: 300,
      moves: [
        { atMs: 100, node: 'HAVIP-02' },
        { atMs: 300, node: 'HAVIP-01' },
      ],
    },
  },
  {
    name: 'an address that stayed on a killed node',
    script: [...answers(0, 2000), mark(100, 'caused'), holding(150, 'HAVIP-02', true)],
    figures: { splitBrainMs: 1850, holdersAtEnd: ['HAVIP-01', 'HAVIP-02'], takeoverMs: 50 },
  },
  {
    name: 'two holders while a node is frozen count from its thawing on',
    script: [
      ...answers(0, 2000),
      mark(100, 'caused'),
      holding(400, 'HAVIP-02', true),
      mark(1000, 'restored'),
      holding(1120, 'HAVIP-02', false),
    ],
    expected: { twoHoldersUntil: 'restored' },
    figures: { splitBrainMs: 720, longestSplitBrainMs: 120 },
  },
  {
    name: 'two holders while nothing has restarted keepalived count from its return on',
    script: [
      ...answers(0, 2000),
      mark(100, 'caused'),
      daemon(150, 'HAVIP-01', false),
      holding(400, 'HAVIP-02', true),
      daemon(900, 'HAVIP-01', true),
      holding(950, 'HAVIP-01', false),
    ],
    expected: { twoHoldersUntil: 'returned' },
    figures: { splitBrainMs: 550, longestSplitBrainMs: 50, returnedMs: 800 },
  },
  {
    name: 'a keepalived that had to be started did not return, and all of the time counts',
    script: [
      ...answers(0, 2000),
      mark(100, 'caused'),
      holding(400, 'HAVIP-02', true),
      mark(1000, 'restore-begun'),
      daemon(1100, 'HAVIP-01', true),
      holding(1200, 'HAVIP-01', false),
    ],
    expected: { twoHoldersUntil: 'returned' },
    figures: { longestSplitBrainMs: 800, returnedMs: null },
  },
  {
    name: 'what cannot be seen is not counted as holding',
    script: [
      ...answers(0, 2000),
      mark(100, 'caused'),
      { kind: 'lost', node: 'HAVIP-01', atMs: 200 },
      holding(400, 'HAVIP-02', true),
      holding(1500, 'HAVIP-01', false),
    ],
    figures: { splitBrainMs: 0, holdersAtEnd: ['HAVIP-02'] },
  },
  ...(
    [
      [
        'is not heard any more does not count as a holder',
        Infinity,
        [],
        { splitBrainMs: 0, holders: ['HAVIP-02'] },
      ],
      [
        'gives it up once it is heard again may have done so before',
        1500,
        [1600],
        { splitBrainMs: 0, holders: ['HAVIP-02'] },
      ],
      [
        'has it still when it is heard again has had it',
        1500,
        [],
        { splitBrainMs: 1600, holders: ['HAVIP-01', 'HAVIP-02'] },
      ],
      [
        'stood still, and whose events did not, is believed',
        1500,
        [900],
        { splitBrainMs: 500, holders: ['HAVIP-02'] },
      ],
    ] as const
  ).map(([what, toMs, released, { splitBrainMs, holders }]) => ({
    name: `a node that ${what}`,
    script: [
      ...answers(0, 2000),
      mark(100, 'caused'),
      holding(400, 'HAVIP-02', true),
      ...released.map((atMs) => holding(atMs, 'HAVIP-01', false)),
    ],
    gaps: [{ node: 'HAVIP-01', fromMs: 300, toMs }],
    figures: { splitBrainMs, holdersAtEnd: holders, noneMs: 0, moves: [{ atMs: 400, node: 'HAVIP-02' }] },
  })),
  {
    name: 'the longer interruption counts, the service one here',
    script: [...answers(0, 2000), ...answers(0, 700, 'service'), ...answers(1100, 2000, 'service')],
    figures: { interruption: { fromMs: 600, toMs: 1100 }, silent: [] },
  },
  {
    name: 'a service that fell silent, a public address that never answered, and one that did',
    script: [...answers(0, 2000), ...answers(0, 700, 'service')],
    figures: { interruption: null, silent: ['service'] },
  },
  {
    name: 'a public address that fell silent leaves the interruption as it is',
    script: [...answers(0, 2000), ...answers(0, 700, 'public')],
    figures: { interruption: { fromMs: 0, toMs: 100 }, silent: ['public'] },
  },
  {
    name: 'the cloud followed after 700 ms',
    script: [...MOVED, { kind: 'binding', node: 'HAVIP-02', atMs: 900 }],
    figures: { bindingMs: 700, boundAtEnd: 'HAVIP-02' },
  },
  {
    name: 'a cloud that says nothing any more is not held to its last word',
    script: [
      { kind: 'binding', node: 'HAVIP-01', atMs: 0 },
      ...MOVED,
      { kind: 'binding', node: undefined, atMs: 900 },
    ],
    figures: { bindingMs: null, boundAtEnd: undefined },
  },
  {
    name: 'the holder loses the address and takes it again: not moved',
    script: [
      mark(100, 'caused'),
      holding(150, 'HAVIP-01', false),
      holding(250, 'HAVIP-01', true),
      ...answers(0, 2000),
    ],
    figures: { moves: [], takeoverMs: null, noneMs: 100 },
  },
];

describe('measure', () => {
  test.each(cases)('$name', ({ script, endedMs = 2000, expected, gaps, figures }) => {
    const seen = timelineOf(script, endedMs);
    expect(measure(seen, { ...EXPECTED, ...expected }, 800, gaps)).toMatchObject(figures);
  });

  test('a takeover seen before the failure, by clocks that disagree, takes no time', () => {
    const script = [mark(500, 'caused'), holding(490, 'HAVIP-01', false), holding(498, 'HAVIP-02', true)];
    expect(measure(timelineOf(script, 1000), EXPECTED, 800).takeoverMs).toBe(0);
  });

  test('something told late counts from the beginning', () => {
    const early: Event = holding(-5, 'HAVIP-01', false);
    const stretches = holderStretches(timelineOf([early], 1000).holding, 1000);
    expect(stretches.at(-1)).toEqual({ fromMs: 0, toMs: 1000, nodes: [] });
  });
});
