import { describe, expect, it } from 'vitest';
import { parseNotifyState, staleness } from '../../src/keepalived/daemon/notify-state.ts';

const RECORD = {
  v: 1,
  instance: 'VI_51',
  state: 'MASTER',
  prio: 250,
  vip_held: true,
  at_iso: '2026-01-02T03:04:05+0800',
  at_mono: 12.34,
  boot_id: 'b0',
  seq: 7,
  keepalived_pid: 42,
};

describe('parseNotifyState', () => {
  it('reads what the notify script writes', () => {
    expect(parseNotifyState(`${JSON.stringify(RECORD)}\n`)).toEqual({
      instance: 'VI_51',
      state: 'MASTER',
      priority: 250,
      addressHeld: true,
      at: '2026-01-02T03:04:05+0800',
      atUptime: 12.34,
      bootId: 'b0',
      sequence: 7,
      keepalivedPid: 42,
    });
  });

  it.each([
    ['nothing', ''],
    ['half a file', '{"v":1,"inst'],
    ['another version', JSON.stringify({ ...RECORD, v: 2 })],
    ['an unknown state', JSON.stringify({ ...RECORD, state: 'CONFUSED' })],
    ['a list', '[1]'],
    ...Object.keys(RECORD).map((key): [string, string] => [
      `no ${key}`,
      JSON.stringify({ ...RECORD, [key]: null }),
    ]),
  ])('knows nothing from %s', (_, text) => {
    expect(parseNotifyState(text)).toBeUndefined();
  });
});

describe('staleness', () => {
  const recorded = parseNotifyState(JSON.stringify(RECORD));
  it.each([
    ['fresh', 'b0', [41, 42]],
    ['rebooted', 'b1', [42]],
    ['daemon-gone', 'b0', [43]],
    ['daemon-gone', 'b0', []],
  ] as const)('is %s for boot %s and processes %j', (expected, bootId, keepalivedPids) => {
    expect(recorded && staleness(recorded, { bootId, keepalivedPids })).toBe(expected);
  });
});
