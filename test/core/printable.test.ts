import { describe, expect, it } from 'vitest';
import { jsonText, printable } from '../../src/core/text/printable.ts';

/** What a host may send to a terminal, and what is shown of it. */
const TEXTS: readonly (readonly [string, string])[] = [
  ['plain\ttext\nof two lines', 'plain\ttext\nof two lines'],
  ['Grüße, 你好, 👍🏽, naïve', 'Grüße, 你好, 👍🏽, naïve'],
  ['\x1b[2J\x1b[31mred', '^[[2J^[[31mred'],
  ['\x1b]0;title\x07', '^[]0;title^G'],
  ['\x1b]52;c;cm0gLXJm\x1b\\', '^[]52;c;cm0gLXJm^[\\'],
  ['\x9b31m', '<9b>31m'],
  ['over\rwritten\b', 'over^Mwritten^H'],
  ['\x00\x7f', '^@^?'],
  ['invoice\u202efdp.exe', 'invoice<202e>fdp.exe'],
  ['\u2066a\u2069\u200f\u061c', '<2066>a<2069><200f><61c>'],
  ['zero\u200bwidth\ufeff\u00ad\u2060', 'zero<200b>width<feff><ad><2060>'],
  ['line\u2028separator\u2029', 'line<2028>separator<2029>'],
  ['tag\u{e0041}', 'tag<e0041>'],
];

describe('text from elsewhere', () => {
  it.each(TEXTS)('%j is shown as %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it.each(TEXTS)('%j is the same in JSON, with nothing in it that a terminal obeys', (text) => {
    for (const value of [text, { [text]: [text] }]) {
      const json = jsonText(value, 2);
      expect(JSON.parse(json)).toEqual(value);
      expect(json.replaceAll('\n', '')).toBe(printable(json.replaceAll('\n', '')));
    }
  });
});
