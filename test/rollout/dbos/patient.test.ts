import { describe, expect, it } from 'vitest';
import { isAway, patiently } from '../../../src/rollout/dbos/store/patient.ts';

const withCode = (code: string) => Object.assign(new Error('it failed'), { code });

describe('a query', () => {
  it.each<[string, unknown, boolean]>([
    ['nobody listens', withCode('ECONNREFUSED'), true],
    ['the connection broke', withCode('ECONNRESET'), true],
    ['the server was stopped at once', withCode('57P02'), true],
    ['the server starts', withCode('57P03'), true],
    ['the server lost the connection', withCode('08006'), true],
    ['all addresses refuse', new AggregateError([withCode('ECONNREFUSED')]), true],
    ['the client lost the connection', new Error('Connection terminated unexpectedly'), true],
    ['a table is missing', withCode('42P01'), false],
    ['the password is wrong', withCode('28P01'), false],
    [
      'one of all addresses answers',
      new AggregateError([withCode('ECONNREFUSED'), withCode('28P01')]),
      false,
    ],
    ['something else', new Error('no'), false],
    ['no error', 'no', false],
  ])('waits where %s', (_what, error, expected) => {
    expect(isAway(error)).toBe(expected);
  });

  it('is done again until the server answers', async () => {
    let left = 2;
    const query = async () => {
      left -= 1;
      if (left > 0) throw withCode('ECONNREFUSED');
      return 'answer';
    };
    expect(await patiently(new AbortController().signal, query)).toBe('answer');
  });

  it('is given up when the server answers with an error, or when it is time to end', async () => {
    const open = new AbortController();
    const refused = () => Promise.reject(withCode('42P01'));
    await expect(patiently(open.signal, refused)).rejects.toThrow('it failed');
    open.abort();
    const away = () => Promise.reject(withCode('ECONNREFUSED'));
    await expect(patiently(open.signal, away)).rejects.toThrow('it failed');
  });
});
