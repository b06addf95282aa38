import type { MaintenanceWindow } from './window.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Whole days, counted from 1970, of a date without a zone. */
type DayNumber = number;

/** A week, and a day more at each end for windows over midnight and for zones. */
const DAYS_AHEAD = 9;
const DAYS_BEHIND = 2;

/**
 * When something may begin: `nowMs` where a window is open, or there is none; else when the next one opens. All in
 * milliseconds since 1970.
 */
export function opensAt(windows: readonly MaintenanceWindow[], nowMs: number): number {
  if (windows.length === 0) return nowMs;
  const openings = windows.flatMap((window) => occurrences(window, nowMs));
  const later = openings.filter(({ to }) => to > nowMs).map(({ from }) => Math.max(from, nowMs));
  return Math.min(...later);
}

/** Each time that a window is open around now and within a week. */
function occurrences(window: MaintenanceWindow, nowMs: number) {
  const wall = wallClock(window.zone);
  const today: DayNumber = Math.floor(wall(nowMs) / DAY_MS);
  const all = [];
  for (let day = today - DAYS_BEHIND; day <= today + DAYS_AHEAD; day += 1) {
    if (!window.days.includes(weekday(day))) continue;
    const at = (minutes: number) => instantOf(wall, day * DAY_MS + minutes * MINUTE_MS);
    const from = at(window.from);
    const to = at(window.to);
    // Of an hour that is left out in spring nothing may be there.
    if (to > from) all.push({ from, to });
  }
  return all;
}

/** 0 is Sunday; the first day of 1970 was a Thursday. */
function weekday(day: DayNumber): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** What a clock on the wall shows at an instant, as if the wall were in UTC. */
type WallClock = (instantMs: number) => number;

function wallClock(zone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (instantMs) => {
    const parts = new Map(format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]));
    const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const seconds = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
    return seconds + (((instantMs % 1000) + 1000) % 1000);
  };
}

/**
 * When the clock shows something: the first time, where it does so twice in autumn; as much later as was left out,
 * where it does so never in spring.
 */
function instantOf(wall: WallClock, wanted: number): number {
  const byOffsetAt = (around: number) => wanted - (wall(around) - around);
  const before = byOffsetAt(wanted - DAY_MS);
  if (wall(before) === wanted) return before;
  const after = byOffsetAt(wanted + DAY_MS);
  return wall(after) === wanted ? after : before;
}
