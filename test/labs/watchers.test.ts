import { describe, expect, test } from 'vitest';
import { parseAddressEvents } from '../../src/lab/address-monitor.ts';
import { parsePing } from '../../src/lab/ping.ts';

describe('parsePing', () => {
  test('takes answers with their times, and the longest time between two', () => {
    const output = [
      'PING 172.16.16.12 (172.16.16.12) 56(84) bytes of data.',
      '[1700000000.000000] 64 bytes from 172.16.16.12: icmp_seq=1 ttl=64 time=0.100 ms',
      '[1700000000.010000] 64 bytes from 172.16.16.12: icmp_seq=2 ttl=64 time=0.100 ms',
      '[1700000000.500000] From 172.16.16.9 icmp_seq=40 Destination Host Unreachable',
      '[1700000000.830000] 64 bytes from 172.16.16.12: icmp_seq=83 ttl=64 time=0.100 ms',
      '',
      '--- 172.16.16.12 ping statistics ---',
      '83 packets transmitted, 3 received, 96.3855% packet loss, time 830ms',
    ].join('\n');
    const { replies, sent, longestGapMs } = parsePing(output);
    expect(replies.map(({ seq }) => seq)).toEqual([1, 2, 83]);
    expect(sent).toBe(83);
    expect(longestGapMs).toBeCloseTo(820, 1);
  });

  test('one answer has no gap', () => {
    const line = '[1700000000.000000] 64 bytes from 172.16.16.12: icmp_seq=1 ttl=64 time=0.100 ms';
    expect(parsePing(line)).toMatchObject({ longestGapMs: null, sent: 0 });
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
