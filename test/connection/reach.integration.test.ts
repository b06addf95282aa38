import { once } from 'node:events';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect } from '../../src/connection/index.ts';
import { KeyServers } from './key-servers.ts';
import { codes, value } from './outcomes.ts';
import { freePort, targetOf } from './sshd.ts';
import { WAYS } from './ways.ts';

describe.each(WAYS)('by %s', (via) => {
  let servers: KeyServers;

  beforeAll(() => {
    servers = new KeyServers();
  });
  afterAll(() => servers.workshop.remove());

  describe('a connection that does not come up', () => {
    const attempt = (port: number, options = {}, address = '127.0.0.1') =>
      connect(
        targetOf(port, { via, address, privateKeyFile: servers.key, ssh: { userKnownHostsFiles: [] } }),
        options,
      );

    it('is refused', async () => {
      expect(codes(await attempt(await freePort()))).toEqual(['connection.refused']);
    });

    it('has no such name', async () => {
      expect(codes(await attempt(22, {}, 'no-such-host.invalid'))).toEqual(['connection.unresolvable']);
    });

    it.concurrent.each<[string, (socket: Socket) => void, string]>([
      ['says nothing', () => undefined, 'connection.timeout'],
      ['is no SSH server', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'connection.lost'],
      ['hangs up at once', (socket) => socket.end(), 'connection.lost'],
      ['resets at once', (socket) => socket.resetAndDestroy(), 'connection.lost'],
    ])('%s', async (_name, behave, code) => {
      const server = createServer((socket) => behave(socket.on('error', () => undefined))).listen(
        0,
        '127.0.0.1',
      );
      await once(server, 'listening');
      const address = server.address();
      const port = address === null || typeof address === 'string' ? 0 : address.port;
      const outcome = await attempt(port, { connectTimeoutMs: code === 'connection.timeout' ? 300 : 5_000 });
      expect(codes(outcome)).toEqual([code]);
      server.close();
    });

    it('has no algorithm in common', async () => {
      const server = await servers.start(['Ciphers aes128-cbc']);
      expect(codes(await attempt(server.port))).toEqual(['connection.no-common-algorithm']);
      await server.stop();
    });

    it('gives no shell', async () => {
      const server = await servers.start(['ForceCommand echo only this; exit 7']);
      const connection = await servers.open(server, { via });
      expect(await connection.run('true')).toMatchObject({
        problems: [{ code: 'connection.no-shell', detail: expect.stringContaining('only this') }],
      });
      await connection.close();
      await server.stop();
    });
  });

  describe('a server with little room', () => {
    it('gets one session at a time when it allows one (MaxSessions 1)', async () => {
      const server = await servers.start(['MaxSessions 1']);
      const connection = await servers.open(server, { via });
      const all = await Promise.all([1, 2, 3, 4, 5].map((n) => connection.run(`sleep 0.05; echo ${n}`)));
      expect(all.map((outcome) => value(outcome).stdout)).toEqual(['1\n', '2\n', '3\n', '4\n', '5\n']);
      await connection.close();
      await server.stop();
    });

    it('is asked again when it drops connections (MaxStartups)', async () => {
      const server = await servers.start(['MaxStartups 1']);
      // Somebody who does not log in has the only place, and leaves it once we were dropped.
      const occupant = connectTcp(server.port, '127.0.0.1');
      await once(occupant, 'data');
      const opening = servers.open(server, { via });
      await vi.waitFor(() => expect(server.log).toMatch(/drop connection/), { timeout: 20_000, interval: 5 });
      occupant.destroy();
      await (await opening).close();
      await server.stop();
    });
  });

  it.skipIf(via === 'openssh')(
    'opens 40 connections at once without holding up the program',
    async () => {
      const server = await servers.start(['MaxStartups 100']);
      let longest = 0;
      let last = performance.now();
      const pulse = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 5);
      const connections = await Promise.all(Array.from({ length: 40 }, () => servers.open(server, { via })));
      const outcomes = await Promise.all(connections.map((connection) => connection.run('echo up')));
      clearInterval(pulse);
      expect(outcomes.map((outcome) => value(outcome).stdout)).toEqual(Array(40).fill('up\n'));
      expect(longest).toBeLessThan(2_000);
      await Promise.all(connections.map((connection) => connection.close()));
      await server.stop();
    },
    60_000,
  );
});
