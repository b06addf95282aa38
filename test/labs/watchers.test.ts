import { describe, expect, test } from 'vitest';
import { parseAddressEvents } from '../../src/lab/network/address-monitor.ts';
import { parsePing } from '../../src/lab/network/ping.ts';

describe('parsePing', () => {
  const begin = 1_700_000_000_000;
  const run = (stoppedAtMs: number) => ({ intervalMs: 10, stoppedAtMs: begin + stoppedAtMs });
  const answer = (seq: number, atMs: number) =>
    `[${((begin + atMs) / 1000).toFixed(6)}] 64 bytes from 172.16.16.12: icmp_seq=${seq} ttl=64 time=0.1 ms`;

  test('takes answers with their times, and how many were sent', () => {
    const output = [
      'PING 172.16.16.12 (172.16.16.12) 56(84) bytes of data.',
      answer(1, 0),
      answer(2, 10),
      '[1700000000.500000] From 172.16.16.9 icmp_seq=40 Destination Host Unreachable',
      answer(83, 830),
      '',
      '--- 172.16.16.12 ping statistics ---',
      '83 packets transmitted, 3 received, 96.3855% packet loss, time 830ms',
    ].join('\n');
    const { replies, sent } = parsePing(output, run(831));
    expect(replies.map(({ seq }) => seq)).toEqual([1, 2, 83]);
    expect(sent).toBe(83);
  });

  test.each<[string, [seq: number, atMs: number][], number, number | null]>([
    [
      'between two answers',
      [
        [1, 0],
        [2, 10],
        [83, 830],
      ],
      831,
      820,
    ],
    [
      'until it is stopped',
      [
        [1, 0],
        [2, 10],
      ],
      900,
      890,
    ],
    ['until it is stopped, after one answer', [[1, 0]], 900, 900],
    [
      'before the first answer',
      [
        [51, 500],
        [52, 510],
      ],
      515,
      500,
    ],
    [
      'after which an answer came while it was being stopped',
      [
        [1, 0],
        [31, 301],
      ],
      300,
      301,
    ],
    ['from begin to end', [], 900, null],
  ])('a silence %s counts', (_, answers, stoppedAtMs, longest) => {
    const output = answers.map(([seq, atMs]) => answer(seq, atMs)).join('\n');
    const { longestGapMs } = parsePing(output, run(stoppedAtMs));
    if (longest === null) expect(longestGapMs).toBeNull();
    else expect(longestGapMs).toBeCloseTo(longest, 1);
  });
});

describe('parseAddressEvents', () => {
  test('takes IPv4 addresses that come and go, in UTC to the microsecond', () => {
    const output = [
      '[2025-01-31T10:20:30.250125] 2: eth0    inet 172.16.16.12/32 scope global eth0\\       valid_lft forever',
      '[2025-01-31T10:20:31.500000] Deleted 2: eth0    inet 172.16.16.12/32 scope global eth0\\       valid_lft forever',
      'something else',
    ].join('\n');
    const begin = Date.UTC(2025, 0, 31, 10, 20, 30);
    expect(parseAddressEvents(output)).toEqual([
      { atMs: begin + 250.125, event: 'added', interface: 'eth0', address: '172.16.16.12' },
      { atMs: begin + 1500, event: 'removed', interface: 'eth0', address: '172.16.16.12' },
    ]);
  });
});
