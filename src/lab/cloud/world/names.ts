import { randomInt } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A new id such as `havip-1a2b3c4d`. */
export function newId(prefix: string): string {
  return `${prefix}-${Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`;
}

const CHINA_OFFSET_MS = 8 * 3_600_000;

/** `2018-10-10 17:03:09`: China's time, and nothing in it says so. */
export function localTime(ms: number): string {
  return new Date(ms + CHINA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** `2018-10-10T09:03:09Z`. */
export function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** What FlushedTime says of an address that never moved. */
export const NEVER = '0000-00-00 00:00:00';
