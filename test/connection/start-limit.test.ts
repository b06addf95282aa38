import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ShellConnection } from '../../src/connection/shell/shell-connection.ts';
import type { Transport } from '../../src/connection/shell/transport.ts';
import { success } from '../../src/core/outcome.ts';
import type { Become } from '../../src/core/ssh/target.ts';
import { targetOf } from './sshd.ts';

/** A login that is there and from which nothing comes. */
const SILENT: Transport = {
  ...{ endpoint: '10.0.0.5:22', login: 'ann' },
  start: async (_line, { onStarted }) => {
    onStarted({ stdin: new PassThrough(), abandon: () => undefined });
    return success(undefined);
  },
  close: async () => undefined,
};

const SUDO: Become = { method: 'sudo', user: 'root' };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a login from which nothing comes', () => {
  it.each([
    ['half a minute', undefined, 30_000],
    ['half a minute, though a connect has less', 10_000, 30_000],
    ['as long as a connect, where that has more', 120_000, 120_000],
  ])('has %s, and then the limit and what raises it are told', async (_, connectTimeoutMs, limitMs) => {
    const options = connectTimeoutMs === undefined ? {} : { connectTimeoutMs };
    const connection = new ShellConnection(SILENT, targetOf(22), options);
    let outcome: unknown;
    const ran = connection.run('echo hello').then((each) => (outcome = each));
    await vi.advanceTimersByTimeAsync(limitMs - 1);
    expect(outcome).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    await ran;
    expect(outcome).toMatchObject({
      problems: [
        {
          code: 'connection.no-shell',
          summary: expect.stringContaining(`nothing has answered for ${limitMs / 1000} s`),
          detail: expect.stringContaining('Either the machine is slow'),
          fix: expect.stringContaining('--connect-timeout SECONDS'),
        },
      ],
    });
  });

  it('is not blamed on sudo before that has begun', async () => {
    const ran = new ShellConnection(SILENT, targetOf(22, { become: SUDO })).run('echo hello');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await ran).toMatchObject({ problems: [{ code: 'connection.no-shell' }] });
  });
});
