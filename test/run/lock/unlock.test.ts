import { describe, expect, it } from 'vitest';
import { ScriptedConnection } from '../../../src/connection/scripted.ts';
import { failure, success } from '../../../src/core/outcome.ts';
import { formatLease } from '../../../src/engine/lease/lease.ts';
import type { FoundLease } from '../../../src/run/lock/lock-words.ts';
import { unlock } from '../../../src/run/lock/unlock.ts';
import { FOREIGN, inventory } from '../../bench/bench.ts';

const LEASE = `${formatLease(FOREIGN)}\nsecondsLeft=40\n`;
const LOST = { code: 'connection.lost', summary: 'connection lost' } as const;

/** Looks at the lock of one machine, and removes it where a person says so. */
async function unlocked(
  looked: object,
  removed: object = {},
  more: { yes?: boolean; reached?: boolean } = {},
) {
  const { yes = true, reached = true } = more;
  const found: FoundLease[] = [];
  const host = (await inventory()).hosts.get('app1');
  if (host === undefined) throw new Error('no such host');
  const connection = new ScriptedConnection({
    host: 'app1',
    run: () => (connection.calls.length === 1 ? looked : removed),
  });
  const result = await unlock([{ name: 'app1', hosts: [host] }], 5, {
    connect: async () =>
      reached ? success(connection) : failure({ code: 'connection.refused', summary: 'no answer' }),
    signal: new AbortController().signal,
    confirm: async (leases) => {
      found.push(...leases);
      return yes;
    },
  });
  const [task] = result.hosts.app1?.tasks ?? [];
  return { result, found, calls: connection.calls.length, said: task?.diff ?? task?.error ?? null };
}

const ended = (result: string) => ({ stdout: `${LEASE}\nresult=${result}\n` });

describe('unlock', () => {
  it.each([
    ['removes what is confirmed', ended('released'), 0, /^removed; it was that of ann@control-9/],
    ['finds it gone by then', ended('gone'), 0, null],
    ['tells why it cannot', { stdout: 'result=failed\n', stderr: 'read-only' }, 2, /could not be removed/],
    ['tells who keeps it from it', ended('no-turn'), 2, /could not be removed/],
    ['tells of a connection that is lost', LOST, 4, null],
  ])('%s', async (_what, removed, exitCode, said) => {
    const unlocking = await unlocked({ stdout: LEASE }, removed);
    expect([unlocking.result.exitCode, unlocking.found.length]).toEqual([exitCode, 1]);
    if (said !== null) expect(unlocking.said).toMatch(said);
  });

  it('leaves it where nobody confirms', async () => {
    const { result, calls } = await unlocked({ stdout: LEASE }, {}, { yes: false });
    expect([result.exitCode, calls]).toEqual([0, 1]);
  });

  it('has nothing to ask of a machine that is not locked', async () => {
    const { result, found } = await unlocked({ stdout: '' });
    expect([result.exitCode, found]).toEqual([0, []]);
  });

  it.each([
    ['cannot be reached', {}, { reached: false }],
    ['is lost', LOST, {}],
  ])('tells of a machine that %s', async (_what, looked, more) => {
    expect((await unlocked(looked, {}, more)).result.exitCode).toBe(4);
  });
});
