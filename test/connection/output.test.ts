import { describe, expect, it } from 'vitest';
import { MAX_LINE_LENGTH, TextOutput } from '../../src/connection/shell/output.ts';

const MEGABYTE = 1024 * 1024;

function lines(...chunks: readonly (string | Buffer)[]): readonly string[] {
  const heard: string[] = [];
  const output = new TextOutput({ onLine: (line) => void heard.push(line), keep: true });
  for (const chunk of chunks) output.push(Buffer.from(chunk));
  output.finish();
  return heard;
}

describe('lines of a stream', () => {
  it.each([
    [['a\nb\n'], ['a', 'b']],
    [
      ['a', 'b\nc'],
      ['ab', 'c'],
    ],
    [
      ['\n\n', '\n'],
      ['', '', ''],
    ],
    [['a\r\n'], ['a\r']],
    [[''], []],
    [[Buffer.from('ü\n').subarray(0, 1), Buffer.from('ü\n').subarray(1)], ['ü']],
  ])('%j are %j', (chunks, expected) => {
    expect(lines(...chunks)).toEqual(expected);
  });

  it.each([
    ['one line without end', 'x'.repeat(64 * 1024), 512],
    ['nothing but newlines', '\n'.repeat(64 * 1024), 128],
    ['short lines', 'y\n'.repeat(32 * 1024), 256],
    ['one byte at a time', 'x', 200_000],
  ])('take time in proportion to their length: %s', (_name, chunk, count) => {
    let heard = 0;
    const onLine = () => {
      heard += 1;
    };
    const output = new TextOutput({ onLine, keep: false });
    const buffer = Buffer.from(chunk);
    const before = performance.now();
    for (let index = 0; index < count; index += 1) output.push(buffer);
    output.finish();
    expect(performance.now() - before).toBeLessThan(5000);
    expect(heard).toBeLessThanOrEqual((chunk.length * count) / 2 + 64 * 1024 * 128);
  });

  it.each([
    [0, ''],
    [5, 'abcde'],
    [99, 'abcdefgh'],
  ])('are heard whole where %d characters are kept', (keep, kept) => {
    const heard: string[] = [];
    const output = new TextOutput({ onLine: (line) => void heard.push(line), keep });
    for (const chunk of ['abc', 'def', 'gh']) output.push(Buffer.from(chunk));
    output.finish();
    expect([output.text, heard]).toEqual([kept, ['abcdefgh']]);
  });

  it('one that is too long is said to be, and takes no more memory', () => {
    const heard: string[] = [];
    const output = new TextOutput({ onLine: (line) => void heard.push(line), keep: false });
    for (let index = 0; index < 2; index += 1) output.push(Buffer.alloc(MEGABYTE / 2, 'x'));
    expect(output.excess).toBeUndefined();
    output.push(Buffer.from('x'));
    expect(output.excess).toMatch(/^a line of more/);
    output.push(Buffer.from('y\n'));
    expect([output.excess !== undefined, heard]).toEqual([true, []]);
    expect(MAX_LINE_LENGTH).toBe(MEGABYTE);
  });
});
