import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ScriptedAnswer, ScriptedConnection } from '../../../src/connection/scripted.ts';
import { formatLease } from '../../../src/engine/lease/lease.ts';
import { keepRenewing } from '../../../src/run/lock/renew-lease.ts';
import { FOREIGN } from '../../bench/bench.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What is told of a lease while a machine answers the same again and again, for a time in seconds. */
async function told(answer: ScriptedAnswer, seconds: number): Promise<string[]> {
  const said: string[] = [];
  const connection = new ScriptedConnection({ host: 'one', run: () => answer });
  const stop = keepRenewing(
    [{ name: 'one', connection: () => connection }],
    { file: '/lease', id: 'mine' },
    {
      onLost: (machine, { lease }) => said.push(`${machine} lost to ${lease?.user ?? 'nobody'}`),
      onTrouble: (machine, why) => said.push(`${machine} trouble: ${why.trim()}`),
      onRunningOut: (machine) => said.push(`${machine} is running out`),
    },
    { monotonicMs: () => Date.now(), wall: () => new Date() },
  );
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  stop();
  const asked = connection.calls.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(connection.calls.length).toBe(asked);
  return said;
}

describe('a lease while it is held', () => {
  it('is renewed without a word', async () => {
    expect(await told({ stdout: 'result=renewed\n' }, 300)).toEqual([]);
  });

  it('is lost where another has it', async () => {
    const [first] = await told({ stdout: `${formatLease(FOREIGN)}\nsecondsLeft=40\nresult=gone\n` }, 30);
    expect(first).toBe('one lost to ann');
  });

  it('is trouble once, and then running out, where the machine cannot renew it', async () => {
    const said = await told({ stdout: 'result=failed\nno room\n' }, 58);
    expect(said[0]).toMatch(/^one trouble/);
    expect(said.filter((each) => each.includes('trouble'))).toHaveLength(1);
    expect(said).toContain('one is running out');
  });

  it('waits for a machine that is out of reach', async () => {
    expect(await told({ code: 'connection.lost', summary: 'lost' }, 300)).toEqual([]);
  });

  it('is trouble where the machine answers and does not run the program', async () => {
    expect((await told({ code: 'host.cannot-run', summary: 'no shell' }, 30))[0]).toBe(
      'one trouble: no shell',
    );
  });
});
