import { describe, expect, it } from 'vitest';
import { pauseBefore, retrying } from '../../src/connection/retrying.ts';
import { ScriptedConnection } from '../../src/connection/scripted.ts';
import { failure, type Outcome, success } from '../../src/core/outcome.ts';
import type { ProblemCode } from '../../src/core/problem.ts';

describe('connecting again', () => {
  const fails = (code: string): Outcome<never> =>
    failure({ code: code as ProblemCode, summary: code, detail: 'Why.', host: 'node' });
  it.each<[string, number, readonly string[], number, readonly number[]]>([
    ['is not asked for', 0, ['connection.refused'], 1, []],
    ['ends with the first that comes up', 5, ['connection.refused', 'connection.timeout'], 3, [1, 3]],
    ['goes on as long as was asked for', 2, Array(9).fill('connection.unreachable'), 3, [1, 3]],
    ['is not done after a refused login', 5, ['connection.auth-failed'], 1, []],
    ['is not done for a wrong host key', 5, ['connection.host-key-changed'], 1, []],
    ['is done for what broke', 1, ['connection.lost'], 2, [1]],
    ['waits half a minute at most', 7, Array(9).fill('connection.lost'), 8, [1, 3, 7, 15, 30, 30, 30]],
  ])('%s', async (_, retries, codes, expected, pauses) => {
    let attempts = 0;
    const waited: number[] = [];
    const outcome = await retrying(
      async () => {
        const code = codes[attempts];
        attempts += 1;
        return code === undefined ? success(new ScriptedConnection({ host: 'node' })) : fails(code);
      },
      { retries, pause: async (ms) => void waited.push(ms / 1000) },
    );
    expect([attempts, waited]).toEqual([expected, pauses]);
    if (!outcome.ok)
      expect(outcome.problems[0]?.detail).toBe(expected === 1 ? 'Why.' : `Why. Tried ${expected} times.`);
  });

  it('stops with the run', async () => {
    const stop = new AbortController();
    let attempts = 0;
    await retrying(
      async () => {
        attempts += 1;
        stop.abort();
        return fails('connection.refused');
      },
      { retries: 9, signal: stop.signal },
    );
    expect([attempts, pauseBefore(1)]).toEqual([1, 1_000]);
  });
});
