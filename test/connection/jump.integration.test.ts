import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/connection/index.ts';
import type { SshOptions } from '../../src/core/ssh/target.ts';
import { codes, value } from './outcomes.ts';
import { mayHaveUsers, privateEtc } from './private-etc.ts';
import { eventually } from './processes.ts';
import { freePort, Sshd, targetOf, Workshop } from './sshd.ts';
import { WAYS } from './ways.ts';

describe.each(WAYS)('by %s', (via) => {
  let workshop: Workshop;
  let key: string;
  let hostKeys: string[];
  let servers: Sshd[];
  let known: string;

  beforeAll(async () => {
    workshop = new Workshop();
    key = workshop.key('user');
    hostKeys = ['first', 'second', 'target', 'closed'].map((name) => workshop.key(name));
    servers = await Promise.all(
      hostKeys.map((hostKey, index) =>
        Sshd.start(workshop, {
          hostKeys: [hostKey],
          authorizedKeys: [workshop.publicKey(key)],
          config: index === 3 ? ['AllowTcpForwarding no'] : [],
          launcher: mayHaveUsers ? privateEtc(workshop, []) : [],
        }),
      ),
    );
    known = workshop.file('known', servers.map((server, n) => server.knownHosts(hostKeys[n] ?? '')).join(''));
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    workshop.remove();
  });

  const port = (index: number): number => servers[index]?.port ?? 0;

  function through(jumps: readonly number[], to = port(2), ssh: SshOptions = {}, options = {}) {
    const proxyJump = jumps.map((index) => ({ host: '127.0.0.1', port: port(index) }));
    const target = targetOf(to, {
      via,
      privateKeyFile: key,
      ssh: { userKnownHostsFiles: [known], proxyJump, ...ssh },
    });
    return connect(target, options);
  }

  describe('jump hosts', () => {
    it.each([[[0]], [[0, 1]]])('reach the target through %j', async (jumps) => {
      const connection = value(await through(jumps));
      expect(value(await connection.run('echo $SSH_CONNECTION')).stdout).toMatch(
        new RegExp(` ${port(2)}\n$`),
      );
      await connection.close();
      const open = () => servers.flatMap((server) => server.sessions());
      expect(await eventually(() => open().length === 0)).toBe(true);
    });

    it('each show a key that is known', async () => {
      const missing = (index: number): string =>
        workshop.file(
          `without-${index}`,
          servers.map((s, n) => (n === index ? '' : s.knownHosts(hostKeys[n] ?? ''))).join(''),
        );
      for (const index of [0, 1, 2]) {
        const outcome = await through([0, 1], port(2), { userKnownHostsFiles: [missing(index)] });
        expect(outcome).toMatchObject({
          problems: [
            {
              code: 'connection.host-key-unknown',
              host: 'node',
              summary: expect.stringContaining(`:${port(index)}`),
            },
          ],
        });
      }
    });

    it('have a policy and known_hosts files of their own', async () => {
      const ofTarget = workshop.file('of-target', servers[2]?.knownHosts(hostKeys[2] ?? '') ?? '');
      const kept = `${workshop.folder}/${via}-kept`;
      const jump = { host: '127.0.0.1', port: port(0), userKnownHostsFiles: [kept] };
      const visit = (own: object) =>
        through([], port(2), { userKnownHostsFiles: [ofTarget], proxyJump: [{ ...jump, ...own }] });
      expect(codes(await visit({}))).toEqual(['connection.host-key-unknown']);
      await value(await visit({ strictHostKeyChecking: 'no' })).close();
      // Its key has been kept, in its own file.
      await value(await visit({})).close();
      const wrong = workshop.file('wrong', servers[0]?.knownHosts(hostKeys[1] ?? '') ?? '');
      const changed = await visit({ userKnownHostsFiles: [wrong], strictHostKeyChecking: 'no' });
      expect(codes(changed)).toEqual(['connection.host-key-changed']);
    });

    it('tell when they do not get further', async () => {
      const free = await freePort();
      expect(await through([0], free)).toMatchObject({
        problems: [{ code: 'connection.jump-failed', summary: expect.stringContaining(`127.0.0.1:${free}`) }],
      });
      expect(codes(await through([3]))).toEqual(['connection.jump-failed']);
    });

    it('lose the connection with them', async () => {
      const connection = value(await through([0]));
      const running = connection.run('sleep 1');
      await eventually(() => (servers[2]?.sessions().length ?? 0) > 0);
      servers[0]?.killSessions();
      expect(codes(await running)).toEqual(['connection.lost']);
      await connection.close();
    });
  });
});
