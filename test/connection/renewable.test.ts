import { describe, expect, it } from 'vitest';
import { connectRenewable } from '../../src/connection/renewable.ts';
import { ScriptedConnection } from '../../src/connection/scripted.ts';
import { failure, success } from '../../src/core/outcome.ts';
import { codes, value } from './outcomes.ts';

const LOST = { code: 'connection.lost', summary: 'away' } as const;

/** Opens one connection after another; `null` is a machine that is away. */
function opening(...made: readonly (ScriptedConnection | null)[]) {
  const left = [...made];
  return async () => {
    const next = left.shift();
    return next == null ? failure(LOST) : success(next);
  };
}

describe('a renewable connection', () => {
  it('goes on over the new session, closes the old one, and adds up the round trips', async () => {
    const [first, second] = ['1', '2'].map(
      (stdout) => new ScriptedConnection({ host: 'node', run: () => ({ stdout }) }),
    );
    if (first === undefined || second === undefined) throw new Error('two were made');
    const connection = value(await connectRenewable(opening(first, second)));
    expect(value(await connection.run('a')).stdout).toBe('1');
    await connection.renew?.();
    expect(first.isClosed).toBe(true);
    expect(value(await connection.run('b')).stdout).toBe('2');
    expect(connection).toMatchObject({ host: 'node', roundTrips: 2 });
    await connection.close();
    expect(second.isClosed).toBe(true);
  });

  it('keeps the old session where no new one can be had', async () => {
    const first = new ScriptedConnection({ host: 'node' });
    const connection = value(await connectRenewable(opening(first, null)));
    expect(codes((await connection.renew?.()) ?? success(undefined))).toEqual(['connection.lost']);
    expect(first.isClosed).toBe(false);
  });

  it('is opened once for all who ask at the same time', async () => {
    const made = [0, 1, 2].map(() => new ScriptedConnection({ host: 'node' }));
    const connection = value(await connectRenewable(opening(...made)));
    await Promise.all([connection.renew?.(), connection.renew?.()]);
    expect(made.map(({ isClosed }) => isClosed)).toEqual([true, false, false]);
  });

  it('that is closed meanwhile leaves nothing open', async () => {
    const made = [0, 1].map(() => new ScriptedConnection({ host: 'node' }));
    const connection = value(await connectRenewable(opening(...made)));
    const renewing = connection.renew?.();
    await connection.close();
    await renewing;
    expect(made.map(({ isClosed }) => isClosed)).toEqual([true, true]);
  });

  it('is not made where the first session cannot be had', async () => {
    expect(codes(await connectRenewable(opening(null)))).toEqual(['connection.lost']);
  });
});
