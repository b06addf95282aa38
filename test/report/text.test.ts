import { describe, expect, it } from 'vitest';
import { printable } from '../../src/core/text/printable.ts';
import { formatTable } from '../../src/report/tables/table.ts';
import { count, displayWidth, indent, pad, truncate, wrapWords } from '../../src/report/text.ts';
import { formatDuration, formatElapsed } from '../../src/report/words/duration.ts';

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['HAVIP-01', 8],
    ['→ 1', 3],
    ['主机', 4],
    ['e\u0301', 1],
    ['🚀', 2],
  ])('%j takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('truncate', () => {
  it.each([
    ['fits', 4, 'fits'],
    ['too long', 5, 'too…'],
    ['主机主机', 5, '主机…'],
    ['主机主机', 6, '主机…'],
    ['anything', 0, ''],
  ])('%j to %i columns', (text, width, expected) => {
    expect(truncate(text, width, '…')).toBe(expected);
    expect(displayWidth(truncate(text, width, '…'))).toBeLessThanOrEqual(width);
  });
});

describe('printable', () => {
  it.each([
    ['a\tb\nc', 'a\tb\nc'],
    ['\x1b[31mred', '^[[31mred'],
    ['line\r', 'line^M'],
    ['\x9b2J', '<9b>2J'],
    ['\x7f', '^?'],
  ])('%j', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });
});

describe('text', () => {
  it('pads by columns, not by characters', () => {
    expect(pad('主', 4)).toBe('主  ');
  });
  it('indents lines that are not empty', () => {
    expect(indent('a\n\nb', 2)).toBe('  a\n\n  b');
  });
  it('wraps only lines that are too long, and keeps their margin', () => {
    expect(wrapWords('short\n  one two three four', 12)).toBe('short\n  one two\n  three four');
    expect(wrapWords('one  two', 8)).toBe('one  two');
  });
  it('counts in words', () => {
    expect([count(1, 'step'), count(2, 'step')]).toEqual(['1 step', '2 steps']);
  });
  it('aligns a table without spaces at line ends', () => {
    const cells = (...texts: string[]) => texts.map((text) => ({ text }));
    expect(formatTable([cells('a', 'long', ''), cells('bbb', 'c', 'd')], (_tone, text) => text)).toEqual([
      'a    long',
      'bbb  c     d',
    ]);
  });
});

describe('durations', () => {
  it.each([
    [null, '-'],
    [0, '0 ms'],
    [82.4, '82 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [1250, '1.25 s'],
    [9999, '10.0 s'],
    [125_000, '2 min 05 s'],
  ])('%s ms measured', (milliseconds, expected) => {
    expect(formatDuration(milliseconds)).toBe(expected);
  });
  it.each([
    [0, '0.0 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 00 s'],
    [3_599_900, '1 h 00 min'],
    [3_720_000, '1 h 02 min'],
  ])('%i ms passed', (milliseconds, expected) => {
    expect(formatElapsed(milliseconds)).toBe(expected);
  });
});
