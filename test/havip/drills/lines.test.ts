import { describe, expect, test } from 'vitest';
import { nodeLines } from '../../../src/havip/drills/lines/node-lines.ts';
import { probeLines } from '../../../src/havip/drills/lines/probe-lines.ts';
import { serviceLines } from '../../../src/havip/drills/lines/service-lines.ts';
import { MachineClock } from '../../../src/havip/drills/watch/machine-clock.ts';
import type { Observation, SamplerNote } from '../../../src/havip/drills/watch/observation.ts';

/** 2026-11-22T17:24:53Z is 1000 on the control machine's clock, and lines take no time. */
const WALL = 1_795_368_293;
const beat = (afterS: number, rest: string) =>
  `T ${(WALL + afterS).toFixed(9)} ${(1376 + afterS).toFixed(2)} ${rest}`;
const arrived = (afterS: number) => 1000 + afterS * 1000;
const event = (micro: string, text: string) => `[2026-11-22T17:24:${micro}] ${text}`;
const ADDED =
  '2: eth0    inet 10.77.0.100/32 scope global eth0\\       valid_lft forever preferred_lft forever';

function hear(lines: readonly (readonly [number, string])[]) {
  const seen: Observation[] = [];
  const notes: SamplerNote[] = [];
  const understand = nodeLines({
    node: 'A',
    addresses: ['10.77.0.100', '10.77.0.101'],
    clock: new MachineClock(990),
    observe: (observation) => seen.push(observation),
    note: (note) => notes.push(note),
  });
  for (const [afterS, line] of lines) understand(line, arrived(afterS));
  return { seen, notes };
}

const ms = (value: number) => expect.closeTo(value, 1);
const held = (atMs: number, value: boolean) => ({ kind: 'holding', node: 'A', atMs: ms(atMs), value });

describe('nodeLines', () => {
  test('the first heartbeat tells all, later ones what has changed', () => {
    const { seen } = hear([
      [0, beat(0, 'up 10.77.0.100')],
      [0, `V ${WALL}.000000000 {"v":1,"state":"MASTER"}`],
      [0.2, beat(0.2, 'up ?')],
      [0.4, beat(0.4, 'down 10.77.0.100')],
    ]);
    const heard = (atMs: number) => ({ kind: 'heard', node: 'A', atMs: ms(atMs) });
    expect(seen).toEqual([
      heard(1000),
      held(1000, true),
      { kind: 'daemon', node: 'A', atMs: ms(1000), value: true },
      { kind: 'vrrp', node: 'A', atMs: ms(1000), value: 'MASTER' },
      heard(1200),
      heard(1400),
      { kind: 'daemon', node: 'A', atMs: ms(1400), value: false },
    ]);
  });

  test('events of the kernel are exact, and only the watched addresses count, and none on the loopback', () => {
    const { seen } = hear([
      [0, beat(0, 'up ')],
      [0.5, event('53.100250', ADDED.replace('10.77.0.100', '10.77.0.9'))],
      [0.5, event('53.200250', ADDED.replaceAll('eth0', 'lo'))],
      [0.5, event('53.300250', ADDED)],
      [0.5, event('53.400250', `Deleted ${ADDED}`)],
    ]);
    expect(seen.filter(({ kind }) => kind === 'holding')).toEqual([
      held(1000, false),
      held(1300.25, true),
      held(1400.25, false),
    ]);
  });

  test.each([
    { order: 'away first', goes: '53.300250', comes: '53.400250', holding: [true, false, true] },
    { order: 'there first', goes: '53.400250', comes: '53.300250', holding: [true] },
  ])('an address goes from one interface to another, $order: it is held on either', (row) => {
    const on = (name: string) => ADDED.replaceAll('eth0', name);
    const { seen } = hear(
      [
        [0, beat(0, 'up 10.77.0.100')] as const,
        [0.5, event(row.goes, `Deleted ${on('vrrp51')}`)] as const,
        [0.5, event(row.comes, on('eth0'))] as const,
        [2, beat(2, 'up 10.77.0.100')] as const,
        [3, beat(3, 'up 10.77.0.100')] as const,
      ].sort((a, b) => (a[1] < b[1] && a[0] === b[0] ? -1 : a[0] - b[0])),
    );
    expect(seen.flatMap((each) => (each.kind === 'holding' ? [each.value] : []))).toEqual(row.holding);
  });

  test('a look that was taken before an event is older than the event, though it is heard later', () => {
    const { seen } = hear([
      [0, beat(0, 'up ')],
      [0.31, event('53.300250', ADDED)],
      [0.32, beat(0.299, 'up ')],
      [0.5, beat(0.5, 'up 10.77.0.100')],
    ]);
    expect(seen.filter(({ kind }) => kind === 'holding')).toEqual([held(1000, false), held(1300.25, true)]);
  });

  test('a look that is ahead of its event waits for the exact time', () => {
    const { seen } = hear([
      [0, beat(0, 'up ')],
      [0.3, beat(0.3, 'up 10.77.0.100')],
      [0.301, event('53.301000', ADDED)],
      [0.5, beat(0.5, 'up 10.77.0.100')],
    ]);
    expect(seen.filter(({ kind }) => kind === 'holding')).toEqual([held(1000, false), held(1301, true)]);
  });

  test('without events two looks that agree are believed', () => {
    const { seen } = hear([
      [0, beat(0, 'up ')],
      [1, beat(1, 'up 10.77.0.100')],
      [2, beat(2, 'up 10.77.0.100')],
    ]);
    expect(seen.filter(({ kind }) => kind === 'holding')).toEqual([held(1000, false), held(2000, true)]);
  });

  test('several addresses: the node holds while it has one', () => {
    const second = ADDED.replace('10.77.0.100', '10.77.0.101');
    const { seen } = hear([
      [0, beat(0, 'up 10.77.0.100,10.77.0.101')],
      [0.2, event('53.100000', `Deleted ${ADDED}`)],
      [0.2, event('53.200000', `Deleted ${second}`)],
    ]);
    expect(seen.filter(({ kind }) => kind === 'holding')).toEqual([held(1000, true), held(1200, false)]);
  });

  test.each(['', 'no json', '[]', 'null', '{"state":"elsewhere"}', '{"state":7}'])(
    'a state file of "%s" says nothing',
    (json) => {
      const { seen } = hear([
        [0, beat(0, 'up ')],
        [0, `V ${WALL}.000000000 ${json}`],
      ]);
      expect(seen.at(-1)).toMatchObject({ kind: 'vrrp', value: 'unknown' });
    },
  );

  test('a sleep that was too long is told in milliseconds; what is no number says nothing', () => {
    const { seen } = hear([
      [0, beat(0, 'up ')],
      ...['240', 'x', '', '-7', '123456789'].map(
        (late) => [2, `L ${(WALL + 2).toFixed(9)} ${late}`] as const,
      ),
    ]);
    expect(seen.filter(({ kind }) => kind === 'late')).toEqual([
      { kind: 'late', node: 'A', atMs: ms(3000), lateMs: 2400 },
    ]);
  });

  test('damaged lines are passed over, and X is a reason', () => {
    const { seen, notes } = hear([
      [0, '[nonsense] 2: eth0 inet 10.77.0.100/32'],
      [0, 'T now then up '],
      [0, event('53.300250', ADDED)],
      [0, 'X no-ip'],
    ]);
    expect(seen).toEqual([]);
    expect(notes).toEqual([{ kind: 'cannot', reason: 'no-ip', lastWords: '' }]);
  });
});

describe('serviceLines', () => {
  test('answers with their time, probes that failed, and what keeps it from working', () => {
    const seen: Observation[] = [];
    const notes: SamplerNote[] = [];
    const understand = serviceLines({
      series: 'service',
      clock: new MachineClock(990),
      observe: (observation) => seen.push(observation),
      note: (note) => notes.push(note),
    });
    const lines = [
      `A 1 ${WALL}.250000 ${WALL}.240000`,
      `L 2 ${WALL}.300000000`,
      'A x 1.0 1.0',
      'nonsense',
      'X no-bash',
    ];
    for (const line of [beat(0, ''), ...lines]) understand(line, arrived(line.startsWith('T') ? 0 : 0.3));
    expect(seen).toEqual([
      { kind: 'answered', series: 'service', sequence: 1, atMs: ms(1250), rttMs: expect.closeTo(10, 2) },
      { kind: 'unanswered', series: 'service', sequence: 2, sentMs: ms(1300) },
    ]);
    expect(notes).toEqual([{ kind: 'cannot', reason: 'no-bash', lastWords: '' }]);
  });
});

describe('probeLines', () => {
  const listen = (lines: readonly string[]) => {
    const seen: Observation[] = [];
    const notes: SamplerNote[] = [];
    const understand = probeLines({
      series: 'address',
      intervalMs: 100,
      clock: new MachineClock(990),
      observe: (observation) => seen.push(observation),
      note: (note) => notes.push(note),
    });
    for (const line of [beat(0, ''), ...lines]) understand(line, arrived(line.startsWith('T') ? 0 : 0.3));
    return { seen, notes };
  };

  test.each([
    [
      'iputils 20221126',
      `[${WALL}.250000] 64 bytes from 10.77.0.100: icmp_seq=7 ttl=64 time=0.139 ms`,
      0.139,
    ],
    [
      'iputils 20160308, a slow answer',
      `[${WALL}.250000] 64 bytes from 10.77.0.100: icmp_seq=7 ttl=64 time=1200 ms`,
      1200,
    ],
  ])('an answer: %s', (_, line, rttMs) => {
    expect(listen([line]).seen).toMatchObject([{ kind: 'answered', sequence: 7, atMs: ms(1250), rttMs }]);
  });

  test('no answer yet was sent an interval before', () => {
    const { seen } = listen([`[${WALL}.250000] no answer yet for icmp_seq=7`]);
    expect(seen).toMatchObject([{ kind: 'unanswered', sequence: 7, sentMs: ms(1150) }]);
  });

  test('sequence numbers go on after 65535, and a late one before it stays before', () => {
    const answer = (seq: number) =>
      `[${WALL}.250000] 64 bytes from 10.77.0.100: icmp_seq=${seq} ttl=64 time=1 ms`;
    const heard = [60_000, 65_534, 0, 65_535, 1].map(answer);
    const far = Array.from({ length: 3 }, (_, nth) => answer(20_000 * (nth + 1)));
    const numbers = listen([...far, ...heard]).seen.map((one) => ('sequence' in one ? one.sequence : -1));
    expect(numbers.slice(3)).toEqual([60_000, 65_534, 65_536, 65_535, 65_537]);
  });

  test('other words of ping explain its end; an answer to somebody else does not count', () => {
    const { seen, notes } = listen([
      'PING 10.77.0.100 (10.77.0.100) 56(84) bytes of data.',
      `[${WALL}.250000] From 10.77.0.3 icmp_seq=1 Destination Host Unreachable`,
      'ping: cannot flood; minimal interval allowed for user is 200ms',
      'I 0.2',
      'X ping-ended',
    ]);
    expect(seen).toEqual([]);
    expect(notes).toEqual([
      { kind: 'interval', intervalMs: 200 },
      {
        kind: 'cannot',
        reason: 'ping-ended',
        lastWords: 'ping: cannot flood; minimal interval allowed for user is 200ms',
      },
    ]);
  });
});
