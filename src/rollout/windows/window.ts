import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';

/** A time of the week in which something may begin, by the clock on the wall of its zone. */
export interface MaintenanceWindow {
  /** As it was given. */
  readonly text: string;
  /** On which it opens: 0 is Sunday. */
  readonly days: readonly number[];
  /** Minutes after midnight. */
  readonly from: number;
  /** Minutes after the midnight before it opens; above 1440 where it closes on the day after. */
  readonly to: number;
  /** Of the IANA time zone database, such as `Europe/Berlin`. */
  readonly zone: string;
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_MINUTES = 24 * 60;

/** A zone that is the same for whoever reads it, wherever. */
const NO_ZONE = 'UTC';

/** Reads `sat 02:00-05:00 Europe/Berlin`: days, or none for every day; hours; a time zone, or none for UTC. */
export function parseWindow(text: string): Outcome<MaintenanceWindow> {
  const words = text.trim().split(/\s+/);
  const at = words.findIndex((word) => word.includes(':'));
  const hours = parseHours(words[at]);
  if (hours === undefined) return failure(badWindow(text, 'It has no hours such as 22:00-05:00.'));
  const before = words.slice(0, at).join('');
  const days = before === '' ? DAYS.map((_day, index) => index) : parseDays(before);
  if (days === undefined)
    return failure(badWindow(text, `${before} is none of ${DAYS.join(', ')}, or several of them.`));
  const [zone = NO_ZONE, ...more] = words.slice(at + 1);
  if (more.length > 0) return failure(badWindow(text, `${more.join(' ')} stands behind its zone.`));
  if (!isZone(zone)) return failure(badWindow(text, `${zone} is no time zone that is known here.`));
  return success({ text: [...words.slice(0, at + 1), zone].join(' '), days, ...hours, zone });
}

function parseHours(word = ''): Pick<MaintenanceWindow, 'from' | 'to'> | undefined {
  const [, ...numbers] = /^(\d\d?):(\d\d)[-–](\d\d?):(\d\d)$/.exec(word) ?? [];
  const [hour = 99, minute = 99, untilHour = 99, untilMinute = 99] = numbers.map(Number);
  const from = hour * 60 + minute;
  const to = untilHour * 60 + untilMinute;
  if (from >= DAY_MINUTES || to > DAY_MINUTES || minute > 59 || untilMinute > 59 || from === to)
    return undefined;
  return { from, to: to > from ? to : to + DAY_MINUTES };
}

/** `sat,sun` and `mon-fri`; a range may go over the end of the week. */
function parseDays(text: string): readonly number[] | undefined {
  const days = new Set<number>();
  for (const part of text.toLowerCase().split(',')) {
    const [first, last = first, ...more] = part.split('-').map((word) => DAYS.indexOf(word));
    if (first === undefined || last === undefined || first < 0 || last < 0 || more.length > 0)
      return undefined;
    for (let day = first; ; day = (day + 1) % DAYS.length) {
      days.add(day);
      if (day === last) break;
    }
  }
  return [...days].sort();
}

function isZone(zone: string): boolean {
  // What is an offset to some releases of Node is an error to others.
  if (/^[+-]/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function badWindow(text: string, detail: string): Problem {
  return {
    code: 'usage.bad-window',
    summary: `"${text}" is no window of maintenance`,
    detail,
    fix: 'Give days, hours and a time zone: --window "sat,sun 02:00-05:00 Europe/Berlin", --window "mon-fri 22:00-04:00"; without days it is every day, without a zone UTC.',
  };
}
