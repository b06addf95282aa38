import { describe, expect, it } from 'vitest';
import { EndMark } from '../../src/connection/program/end-mark.ts';

const MARK = 'abcab0123';

describe('what a shell says of its end', () => {
  it.each<[string, readonly string[], string, number | undefined]>([
    ['alone', ['abcab01230.'], '', 0],
    ['behind output', ['error\nabcab0123137.'], 'error\n', 137],
    ['in pieces', ['erab', 'cab', '0123', '1', '3', '.'], 'er', 13],
    ['before more output', ['abcab01231.later'], 'later', 1],
    ['that is none', ['abcab012', 'x abc'], 'abcab012x abc', undefined],
    ['that has not come', ['abcab0123'], 'abcab0123', undefined],
    ['a prompt without a newline', ['[sudo] '], '[sudo] ', undefined],
  ])('%s', (_, chunks, own, code) => {
    const mark = new EndMark(MARK);
    const passed = chunks.map((chunk) => mark.push(Buffer.from(chunk)).toString()).join('');
    expect([passed + mark.rest().toString(), mark.code]).toEqual([own, code]);
  });

  it('holds nothing back that is no beginning of it', () => {
    expect(new EndMark(MARK).push(Buffer.from('password: ')).toString()).toBe('password: ');
  });
});
