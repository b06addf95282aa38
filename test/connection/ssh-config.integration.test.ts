import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectOptions } from '../../src/connection/connection.ts';
import { connect } from '../../src/connection/index.ts';
import { asConfigured } from '../../src/connection/ssh-config/as-configured.ts';
import type { Target } from '../../src/core/ssh/target.ts';
import { value } from './outcomes.ts';
import { Sshd, targetOf, Workshop } from './sshd.ts';

let workshop: Workshop;
let key: string;
let hostKey: string;
let known: string;
let server: Sshd;
let jump: Sshd;
const me = userInfo().username;

beforeAll(async () => {
  workshop = new Workshop();
  key = workshop.key('user');
  hostKey = workshop.key('host');
  const settings = { hostKeys: [hostKey], authorizedKeys: [workshop.publicKey(key)] };
  [server, jump] = await Promise.all([Sshd.start(workshop, settings), Sshd.start(workshop, settings)]);
  known = workshop.file('known', server.knownHosts(hostKey) + jump.knownHosts(hostKey));
});
afterAll(async () => {
  await Promise.all([server.stop(), jump.stop()]);
  workshop.remove();
});

const home = () => workshop.home;
const write = (text: string, name = 'config') =>
  writeFileSync(join(home(), '.ssh', name), text, { mode: 0o600 });
afterEach(() => rmSync(join(home(), '.ssh', 'config'), { force: true }));

/** A host of which the inventory says no more than its name. */
const bare = (address: string, more: Partial<Target> = {}): Target =>
  targetOf(22, { address, unsaid: { user: true, port: true }, ...more });

const options = () => ({ homeDirectory: home(), localUser: me });

async function resolved(config: string, target: Target, more: ConnectOptions = {}) {
  write(config);
  const found = value(await asConfigured(target, { ...options(), ...more }));
  const { address, port, user, ssh } = found.target;
  return { address, port, user, ssh, options: found.options };
}

describe('what is taken over from ~/.ssh/config', () => {
  const usual = { address: 'web', port: 22, user: me, ssh: {} };
  it.each<[string, string, Partial<Target>, object]>([
    ['nothing', '', {}, usual],
    [
      'HostName, Port and User',
      'Host w*\n HostName 10.0.0.1\n Port 2200\n User app',
      {},
      {
        ...usual,
        address: '10.0.0.1',
        port: 2200,
        user: 'app',
        ssh: { configuredAs: 'web' },
      },
    ],
    ['another host', 'Host db\n Port 2200', {}, usual],
    ['what the inventory says', 'Host *\n Port 2200\n User app', { unsaid: {} }, usual],
    ['the first value', 'Host web\n Port 1\nHost *\n Port 2', {}, { ...usual, port: 1 }],
    ['Match', 'Match host web user app\n Port 1\nMatch host web\n User app', {}, { ...usual, user: 'app' }],
    ['Match exec', 'Match host web exec "test %n = web"\n Port 3', {}, { ...usual, port: 3 }],
    ['negation', 'Host !web *\n Port 4', {}, usual],
    [
      'keys',
      'IdentityFile ~/.ssh/a\nIdentityFile /k/%h',
      {},
      {
        ...usual,
        ssh: { usualIdentityFiles: ['HOME/.ssh/a', '/k/web'] },
      },
    ],
    [
      'known hosts',
      'UserKnownHostsFile /k /l\nStrictHostKeyChecking accept-new\nHostKeyAlias x',
      {},
      {
        ...usual,
        ssh: {
          userKnownHostsFiles: ['/k', '/l'],
          strictHostKeyChecking: 'accept-new',
          hostKeyAlias: 'x',
        },
      },
    ],
    ['no checking', 'StrictHostKeyChecking no', {}, { ...usual, ssh: { strictHostKeyChecking: 'no' } }],
    [
      'the arguments first',
      'StrictHostKeyChecking no',
      { ssh: { strictHostKeyChecking: 'yes' } },
      {
        ...usual,
        ssh: { strictHostKeyChecking: 'yes' },
      },
    ],
    [
      'jump hosts',
      'Host web\n ProxyJump u@a:2200,b\nHost b\n HostName 10.0.0.9\n Port 23\n User v',
      {},
      {
        ...usual,
        ssh: {
          proxyJump: [
            { host: 'a', port: 2200, user: 'u' },
            { host: '10.0.0.9', port: 23, user: 'v', configuredAs: 'b' },
          ],
        },
      },
    ],
    [
      'a jump host behind another',
      'Host web\n ProxyJump a\nHost a\n ProxyJump b\n IdentityFile /k',
      {},
      {
        ...usual,
        ssh: {
          proxyJump: [
            { host: 'b', port: 22 },
            { host: 'a', port: 22 },
          ],
          usualIdentityFiles: ['/k'],
        },
      },
    ],
    [
      'a command',
      'Host web\n ProxyCommand nc -x p %h %p',
      {},
      {
        ...usual,
        ssh: { proxyCommand: 'nc -x p %h %p' },
      },
    ],
    [
      'the way of the inventory',
      'Host web\n ProxyCommand nc %h',
      {
        ssh: { proxyJump: [{ host: 'j', port: 22 }] },
      },
      { ...usual, ssh: { proxyJump: [{ host: 'j', port: 22 }] } },
    ],
    ['another file', 'Port 5', { ssh: { configFile: 'none' } }, { ...usual, ssh: { configFile: 'none' } }],
    [
      'times',
      'ConnectTimeout 7\nServerAliveInterval 20',
      {},
      {
        ...usual,
        ssh: { connectTimeoutSeconds: 7, keepaliveSeconds: 20 },
        options: { connectTimeoutMs: 7_000, keepaliveIntervalMs: 20_000 },
      },
    ],
    [
      'the agent',
      'IdentitiesOnly yes\nIdentityAgent /a/agent',
      {},
      {
        ...usual,
        ssh: { identitiesOnly: true, identityAgent: '/a/agent' },
        options: { identitiesOnly: true, agentSocket: '/a/agent' },
      },
    ],
  ])('%s', async (_, config, more, expected) => {
    const found = await resolved(config, bare('web', more));
    expect(JSON.parse(JSON.stringify(found).replaceAll(home(), 'HOME'))).toMatchObject(expected);
    expect(Object.keys(found.ssh).sort()).toEqual(
      Object.keys('ssh' in expected ? (expected.ssh as object) : {}).sort(),
    );
  });

  it('is not the time that somebody has asked for', async () => {
    const asked = { connectTimeoutMs: 3_000, connectTimeoutIsSaid: true };
    const found = await resolved('ConnectTimeout 7', bare('web'), asked);
    expect(found.options.connectTimeoutMs).toBe(3_000);
  });

  it.each([
    ['NoSuchOption yes', 'line 1'],
    [`Include ${'CONFIG'}`, 'Too many recursive configuration includes'],
    ['ProxyJump a\n ProxyJump b', 'jumphost loop'],
  ])('%s is a problem of the host, for ssh does not take it', async (config, detail) => {
    write(`${config.replace('CONFIG', join(home(), '.ssh', 'config'))}\n`);
    const outcome = await connect(bare('web'), options());
    expect(outcome).toMatchObject({
      problems: [{ code: 'connection.ssh-config', host: 'node', detail: expect.stringContaining(detail) }],
    });
  });
});

describe('a host of ~/.ssh/config', () => {
  const reaches = async (config: string, target = bare('web')) => {
    write(config);
    const connection = value(await connect(target, options()));
    const { stdout } = value(await connection.run('echo $SSH_CONNECTION'));
    await connection.close();
    return stdout.trim().split(' ').at(-1);
  };
  const plain = () => `HostName 127.0.0.1\n Port ${server.port}\n`;
  const keys = () => `IdentityFile ${key}\nUserKnownHostsFile ${known}\n`;

  it('is reached by its other name, with its key', async () => {
    expect(await reaches(`Host web\n ${plain()}\nHost *\n${keys()}`)).toBe(String(server.port));
  });

  it('is reached through what another file says', async () => {
    mkdirSync(join(home(), '.ssh'), { recursive: true });
    write(`Host web\n ${plain()}`, 'more');
    expect(await reaches(`Include ${join(home(), '.ssh', 'more')}\n${keys()}`)).toBe(String(server.port));
  });

  it('is reached through a jump host with a name of its own', async () => {
    const config = `Host bastion\n HostName 127.0.0.1\n Port ${jump.port}\nHost web\n ${plain()} ProxyJump bastion\nHost *\n${keys()}`;
    expect(await reaches(config)).toBe(String(server.port));
  });

  it('is reached through a command', async () => {
    const ssh = `ssh -F none -i ${key} -o UserKnownHostsFile=${known} -p ${jump.port} -W %h:%p 127.0.0.1`;
    expect(await reaches(`Host web\n ${plain()} ProxyCommand ${ssh}\nHost *\n${keys()}`)).toBe(
      String(server.port),
    );
  });

  it('is known by its alias', async () => {
    const line = server.knownHosts(hostKey).replace(/^\S+/, 'the-web');
    const alias = workshop.file('known-alias', line);
    const config = `Host web\n ${plain()} HostKeyAlias the-web\n IdentityFile ${key}\n UserKnownHostsFile ${alias}\n`;
    expect(await reaches(config)).toBe(String(server.port));
  });
});

it('a command that ends at once is a problem of the host', async () => {
  const target = bare('web', { ssh: { proxyCommand: 'false' }, privateKeyFile: key });
  expect(await connect(target, options())).toMatchObject({ ok: false, problems: [{ host: 'node' }] });
});
