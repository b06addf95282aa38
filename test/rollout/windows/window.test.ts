import { describe, expect, it } from 'vitest';
import { opensAt } from '../../../src/rollout/windows/opening.ts';
import { type MaintenanceWindow, parseWindow } from '../../../src/rollout/windows/window.ts';

function windowOf(text: string): MaintenanceWindow {
  const parsed = parseWindow(text);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.detail);
  return parsed.value;
}

describe('a window of maintenance', () => {
  it.each([
    ['sat 02:00-05:00 Europe/Berlin', [6], 120, 300, 'Europe/Berlin'],
    ['mon-fri 22:00-04:00', [1, 2, 3, 4, 5], 1320, 1680, 'UTC'],
    ['Sat,Sun 0:00-24:00 Asia/Shanghai', [0, 6], 0, 1440, 'Asia/Shanghai'],
    ['fri-mon 1:30-2:00 UTC', [0, 1, 5, 6], 90, 120, 'UTC'],
    ['  22:00-23:00 ', [0, 1, 2, 3, 4, 5, 6], 1320, 1380, 'UTC'],
  ])('%s', (text, days, from, to, zone) => {
    expect(windowOf(text)).toMatchObject({ days, from, to, zone });
  });

  it.each([
    ['', 'no hours'],
    ['sat', 'no hours'],
    ['sat 2-5', 'no hours'],
    ['sat 02:00-02:00', 'no hours'],
    ['sat 24:00-25:00', 'no hours'],
    ['sat 02:60-05:00', 'no hours'],
    ['sat 02:00', 'no hours'],
    ['saturday 02:00-05:00', 'saturday is none of sun, mon'],
    ['sat- 02:00-05:00', 'sat- is none of'],
    ['mon-wed-fri 02:00-05:00', 'mon-wed-fri is none of'],
    ['sat 02:00-05:00 Berlin', 'Berlin is no time zone'],
    ['sat 02:00-05:00 +02:00', '+02:00 is no time zone'],
    ['sat 02:00-05:00 UTC and more', 'and more stands behind its zone'],
  ])('%j is none', (text, detail) => {
    const parsed = parseWindow(text);
    expect(parsed.ok ? '' : parsed.problems[0]?.detail).toContain(detail);
  });
});

describe('something may begin', () => {
  it.each([
    // A Saturday.
    ['in it', ['sat 02:00-05:00'], '2026-11-28T02:00:00Z', '2026-11-28T02:00:00Z'],
    ['in its last second', ['sat 02:00-05:00'], '2026-11-28T04:59:59Z', '2026-11-28T04:59:59Z'],
    ['a week after its end', ['sat 02:00-05:00'], '2026-11-28T05:00:00Z', '2026-12-05T02:00:00Z'],
    ['by its zone', ['sat 02:00-05:00 Europe/Berlin'], '2026-11-27T12:00:00Z', '2026-11-28T01:00:00Z'],
    [
      'where it is tomorrow already',
      ['sat 02:00-05:00 Pacific/Auckland'],
      '2026-11-27T12:00:00Z',
      '2026-11-27T13:00:00Z',
    ],
    [
      'where it is yesterday still',
      ['fri 20:00-23:00 Pacific/Honolulu'],
      '2026-11-28T07:00:00Z',
      '2026-11-28T07:00:00Z',
    ],
    [
      'after midnight of a window of the day before',
      ['fri 22:00-04:00'],
      '2026-11-28T03:59:00Z',
      '2026-11-28T03:59:00Z',
    ],
    ['all day', ['sat 00:00-24:00'], '2026-11-28T23:59:59Z', '2026-11-28T23:59:59Z'],
    [
      'in the first of several',
      ['sun 02:00-05:00', 'sat 20:00-21:00'],
      '2026-11-28T12:00:00Z',
      '2026-11-28T20:00:00Z',
    ],
    ['at any time without one', [], '2026-11-28T12:00:00Z', '2026-11-28T12:00:00Z'],
    ['by summer time', ['sat 02:00-05:00 Europe/Berlin'], '2026-07-03T12:00:00Z', '2026-07-04T00:00:00Z'],
    // 2026-03-29: 02:00 is followed by 03:00; 2026-10-25: 03:00 is followed by 02:00.
    [
      'at the end of an hour that is left out',
      ['sun 02:30-05:00 Europe/Berlin'],
      '2026-03-29T00:00:00Z',
      '2026-03-29T01:30:00Z',
    ],
    [
      'not in an hour that is left out whole',
      ['sun 02:00-03:00 Europe/Berlin'],
      '2026-03-29T00:00:00Z',
      '2026-04-05T00:00:00Z',
    ],
    [
      'in the first of an hour that comes twice',
      ['sun 02:00-02:30 Europe/Berlin'],
      '2026-10-24T23:00:00Z',
      '2026-10-25T00:00:00Z',
    ],
    [
      'not in the second one',
      ['sun 02:00-02:30 Europe/Berlin'],
      '2026-10-25T01:10:00Z',
      '2026-11-01T01:00:00Z',
    ],
  ])('%s', (_when, texts, now, wanted) => {
    const at = opensAt(texts.map(windowOf), Date.parse(now));
    expect(new Date(at).toISOString()).toBe(new Date(wanted).toISOString());
  });
});
