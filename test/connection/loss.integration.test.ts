import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KeyServers } from './key-servers.ts';
import { codes } from './outcomes.ts';
import { eventually, OWN, processesWith } from './processes.ts';
import type { Sshd } from './sshd.ts';
import { WAYS } from './ways.ts';
import { Wire } from './wire.ts';

describe.each(WAYS)('by %s', (via) => {
  let servers: KeyServers;
  let sshd: Sshd;
  let wire: Wire | undefined;

  beforeAll(async () => {
    servers = new KeyServers();
    sshd = await servers.start();
  });
  afterEach(() => {
    wire?.close();
    wire = undefined;
  });
  afterAll(async () => {
    await sshd.stop();
    servers.workshop.remove();
  });

  describe('a connection that is lost', () => {
    it('says what was running', async () => {
      const connection = await servers.open(sshd, { via });
      const running = connection.run(`echo part; sleep 48.5${OWN}`, { label: 'installing keepalived' });
      await eventually(() => processesWith(`sleep 48.5${OWN}`).length > 0);
      sshd.killSessions();
      expect(await running).toMatchObject({
        problems: [
          {
            code: 'connection.lost',
            host: 'node',
            summary: 'connection lost while installing keepalived',
            detail: expect.stringContaining(`127.0.0.1:${sshd.port}`),
          },
        ],
      });
      for (const line of processesWith(`sleep 48.5${OWN}`)) process.kill(Number.parseInt(line, 10));
      await connection.close();
    });

    it('ends what a stream had started', async () => {
      const connection = await servers.open(sshd, { via });
      const lines: string[] = [];
      const stream = connection.stream(`sleep 49.5${OWN} & echo up; while :; do sleep 49.5${OWN}; done`, {
        onLine: (line) => lines.push(line),
      });
      await eventually(() => lines.length === 1);
      sshd.killSessions();
      expect(codes(await stream.ended)).toEqual(['connection.lost']);
      expect(await eventually(() => processesWith(`sleep 49.5${OWN}`).length === 0)).toBe(true);
      await connection.close();
    });

    it.each(['reset', 'close'] as const)('fails all that runs and all that comes after a %s', async (how) => {
      wire = await Wire.to(sshd.port);
      const connection = await servers.open(sshd, { via, port: wire.port });
      const running = [connection.run('sleep 1'), connection.run('sleep 1')];
      const stream = connection.stream('sleep 1', { onLine: () => undefined });
      const upload = connection.upload(Buffer.alloc(50_000_000), servers.workshop.path('cut'), 0o600);
      await delay(100);
      wire[how]();
      const outcomes = await Promise.all([...running, stream.ended, upload]);
      expect(outcomes.map(codes)).toEqual(Array(4).fill(['connection.lost']));
      expect(codes(await connection.run('true'))).toEqual(['connection.lost']);
      expect(codes(await connection.stream('true', { onLine: () => undefined }).ended)).toEqual([
        'connection.lost',
      ]);
      await connection.close();
      // The upload's temporary file is gone, and the destination was never there.
      const left = () => readdirSync(servers.workshop.folder).filter((name) => name.includes('cut'));
      expect(await eventually(() => left().length === 0)).toBe(true);
    });

    it('is noticed when idle, and by the next command', async () => {
      wire = await Wire.to(sshd.port);
      const connection = await servers.open(sshd, { via, port: wire.port });
      await connection.run('true');
      wire.reset();
      await delay(50);
      expect(codes(await connection.run('true'))).toEqual(['connection.lost']);
      await connection.close();
    });

    it('is noticed when nobody says so, by keepalives', async () => {
      wire = await Wire.to(sshd.port);
      const connection = await servers.open(sshd, { via, port: wire.port }, { keepaliveIntervalMs: 200 });
      const running = connection.run(`sleep 50.5${OWN}`, { timeoutMs: 60_000 });
      await delay(200);
      const since = performance.now();
      wire.silence();
      expect(await running).toMatchObject({
        problems: [{ code: 'connection.lost', detail: expect.stringContaining('keepalives') }],
      });
      expect(performance.now() - since).toBeLessThan(10_000);
      await connection.close();
      for (const line of processesWith(`sleep 50.5${OWN}`)) process.kill(Number.parseInt(line, 10));
    });

    it('closed here, takes nothing more and ends what runs', async () => {
      const connection = await servers.open(sshd, { via });
      const running = connection.run('sleep 0.5');
      await delay(100);
      await connection.close();
      expect(codes(await running)).toEqual(['connection.lost']);
      expect(codes(await connection.run('true'))).toEqual(['connection.lost']);
      await connection.close();
    });
  });
});
