import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectOptions } from '../../src/connection/connection.ts';
import { connect } from '../../src/connection/index.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Target } from '../../src/core/ssh/target.ts';
import { codes, value } from './outcomes.ts';
import { mayHaveUsers, privateEtc } from './private-etc.ts';
import { type KeyType, Sshd, targetOf, Workshop } from './sshd.ts';
import { WAYS } from './ways.ts';

describe.each(WAYS)('by %s', (via) => {
  let workshop: Workshop;
  let hostKey: string;
  let sshd: Sshd;
  const keys: Record<string, string> = {};

  beforeAll(async () => {
    workshop = new Workshop();
    hostKey = workshop.key('host');
    for (const type of ['ed25519', 'rsa', 'ecdsa'] as const) keys[type] = workshop.key(`user-${type}`, type);
    keys.encrypted = workshop.key('user-encrypted', 'ed25519', 'passphrase');
    keys.stranger = workshop.key('stranger');
    const { stranger, ...known } = keys;
    sshd = await Sshd.start(workshop, {
      hostKeys: [hostKey],
      authorizedKeys: Object.values(known).map((key) => workshop.publicKey(key)),
    });
    workshop.file('home/.ssh/known_hosts', sshd.knownHosts(hostKey));
  });
  afterAll(async () => {
    await sshd.stop();
    workshop.remove();
  });

  function logIn(target: Partial<Target>, options: ConnectOptions = {}, to = sshd) {
    return connect(targetOf(to.port, { via, ...target }), { homeDirectory: workshop.home, ...options });
  }

  async function greets(target: Partial<Target>, options: ConnectOptions = {}, to = sshd): Promise<string> {
    const connection = value(await logIn(target, options, to));
    const { stdout } = value(await connection.run('echo hello'));
    await connection.close();
    return stdout;
  }

  describe('keys', () => {
    it.each<KeyType>(['ed25519', 'rsa', 'ecdsa'])('logs in with a key of type %s', async (type) => {
      expect(await greets({ privateKeyFile: keys[type] ?? '' })).toBe('hello\n');
    });

    it('takes IdentityFile', async () => {
      expect(await greets({ ssh: { identityFiles: [keys.rsa ?? ''] } })).toBe('hello\n');
    });

    it('takes the usual keys of the home directory where none is named', async () => {
      const usual = join(workshop.home, '.ssh', 'id_ecdsa');
      renameSync(keys.ecdsa ?? '', usual);
      expect(await greets({})).toBe('hello\n');
      renameSync(usual, keys.ecdsa ?? '');
    });

    it('takes the local user’s name where none is given', async () => {
      const { user = '', ...target } = targetOf(sshd.port, { via, privateKeyFile: keys.rsa ?? '' });
      const options = { homeDirectory: workshop.home };
      value(await connect(target, { ...options, localUser: user }));
      expect(codes(await connect(target, options))).toEqual(['connection.no-user']);
    });

    it('says what was tried and what the server takes', async () => {
      const outcome = await logIn({ privateKeyFile: keys.stranger ?? '', password: new Secret('not it') });
      expect(outcome).toMatchObject({
        problems: [
          {
            code: 'connection.auth-failed',
            host: 'node',
            summary: expect.stringContaining(`127.0.0.1:${sshd.port} does not let `),
            detail: `Tried: key ${keys.stranger}. The server takes: publickey.`,
          },
        ],
      });
    });

    it('names ssh-agent for a key with a passphrase', async () => {
      expect(await logIn({ privateKeyFile: keys.encrypted ?? '' })).toMatchObject({
        problems: [
          { code: 'connection.key-encrypted', fix: expect.stringContaining(`ssh-add ${keys.encrypted}`) },
        ],
      });
    });

    it.each([
      ['a missing key', 'nowhere', 'connection.key-unreadable'],
      ['a public key', 'user-rsa.pub', 'connection.key-unsupported'],
    ])('refuses %s before it calls', async (_name, file, code) => {
      expect(codes(await logIn({ privateKeyFile: workshop.path(file) }))).toEqual([code]);
    });
  });

  describe('agent', () => {
    it('logs in with a key that only the agent can open', async () => {
      const socket = workshop.path('agent.sock');
      const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
      await once(agent.stdout, 'data');
      const askpass = workshop.file('askpass', '#!/bin/sh\necho passphrase\n', 0o700);
      const env = {
        ...process.env,
        SSH_AUTH_SOCK: socket,
        SSH_ASKPASS: askpass,
        SSH_ASKPASS_REQUIRE: 'force',
      };
      const add = spawn('ssh-add', ['-q', keys.encrypted ?? ''], { env, stdio: 'ignore' });
      expect(await once(add, 'exit')).toEqual([0, null]);
      expect(await greets({}, { agentSocket: socket })).toBe('hello\n');
      expect(await greets({ privateKeyFile: keys.encrypted ?? '' }, { agentSocket: socket })).toBe('hello\n');
      agent.kill();
      await once(agent, 'exit');
    });

    it('goes on without an agent that is not there, and says so', async () => {
      const agentSocket = workshop.path('no-agent');
      expect(await greets({ privateKeyFile: keys.rsa ?? '' }, { agentSocket })).toBe('hello\n');
      const usual = join(workshop.home, '.ssh', 'id_rsa');
      renameSync(keys.rsa ?? '', usual);
      expect(await greets({}, { agentSocket })).toBe('hello\n');
      renameSync(usual, keys.rsa ?? '');
      expect(await logIn({ privateKeyFile: keys.stranger ?? '' }, { agentSocket })).toMatchObject({
        problems: [
          { code: 'connection.auth-failed', detail: expect.stringContaining('(Failed to connect to agent)') },
        ],
      });
    });
  });

  describe.skipIf(!mayHaveUsers)('passwords (root only: a user of its own, in a private /etc)', () => {
    const password = 'pass %word';
    const users = [
      'useradd -M -d $homes -s /bin/sh somebody 2>/dev/null',
      `printf '%s\\n' 'somebody:${password}' | chpasswd`,
    ];
    const withPassword = (extra: readonly string[]) =>
      Sshd.start(workshop, {
        hostKeys: [hostKey],
        authorizedKeys: [],
        config: ['UsePAM yes', ...extra],
        launcher: privateEtc(workshop, users),
      });

    it.each([
      ['password', ['PasswordAuthentication yes']],
      ['keyboard-interactive', ['PasswordAuthentication no', 'KbdInteractiveAuthentication yes']],
    ])(
      'logs in by %s',
      async (_method, config) => {
        const server = await withPassword(config);
        const known = workshop.file('known-password', server.knownHosts(hostKey));
        const target = { user: 'somebody', ssh: { userKnownHostsFiles: [known] } };
        expect(await greets({ ...target, password: new Secret(password) }, {}, server)).toBe('hello\n');
        const outcome = await logIn({ ...target, password: new Secret('wrong') }, {}, server);
        expect(codes(outcome)).toEqual(['connection.auth-failed']);
        expect(JSON.stringify(outcome)).not.toContain('wrong');
        await server.stop();
      },
      60_000,
    );

    it('says so when the password has expired', async () => {
      const server = await Sshd.start(workshop, {
        hostKeys: [hostKey],
        authorizedKeys: [],
        config: ['PasswordAuthentication yes', 'UsePAM no'],
        launcher: privateEtc(workshop, [...users, 'chage -d 0 somebody']),
      });
      const known = workshop.file('known-expired', server.knownHosts(hostKey));
      const target = {
        user: 'somebody',
        password: new Secret(password),
        ssh: { userKnownHostsFiles: [known] },
      };
      const outcome = await logIn(target, {}, server);
      const problem = outcome.ok ? await outcome.value.run('echo hello') : outcome;
      expect(codes(problem)).toEqual(['connection.password-expired']);
      await server.stop();
    }, 60_000);
  });

  it('does without a home directory', async () => {
    const empty = join(workshop.folder, 'empty-home');
    mkdirSync(empty);
    const known = workshop.file('known-here', sshd.knownHosts(hostKey));
    const ssh = { userKnownHostsFiles: [known] };
    expect(await greets({ privateKeyFile: keys.rsa ?? '', ssh }, { homeDirectory: empty })).toBe('hello\n');
    rmSync(empty, { recursive: true });
  });
});
