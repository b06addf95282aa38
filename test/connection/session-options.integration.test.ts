import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/connection/index.ts';
import { asConfigured } from '../../src/connection/ssh-config/as-configured.ts';
import type { SshOptions } from '../../src/core/ssh/target.ts';
import { parseSshArguments } from '../../src/inventory/target/ssh-arguments.ts';
import { KeyServers } from './key-servers.ts';
import { codes, value } from './outcomes.ts';
import { freePort, type Sshd, targetOf } from './sshd.ts';
import { WAYS } from './ways.ts';

const servers = new KeyServers();
const { workshop } = servers;
let plain: Sshd;
let withoutAgents: Sshd;
let old: Sshd;
const socket = workshop.path('agent');
const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });

beforeAll(async () => {
  await once(agent.stdout, 'data');
  execFileSync('ssh-add', ['-q', servers.key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  [plain, withoutAgents, old] = await Promise.all([
    servers.start(),
    servers.start(['AllowAgentForwarding no']),
    servers.start(['Ciphers aes128-cbc', 'MACs hmac-md5', 'KexAlgorithms diffie-hellman-group14-sha1']),
  ]);
});
afterAll(async () => {
  agent.kill('SIGTERM');
  await Promise.all([plain, withoutAgents, old].map((server) => server.stop()));
  workshop.remove();
});

describe.each(WAYS)('by %s', (via) => {
  const notes: string[] = [];
  const open = async (sshd: Sshd, args: string, more: SshOptions = {}) => {
    notes.length = 0;
    const known = workshop.file('known', sshd.knownHosts(servers.hostKey));
    const { options, errors } = parseSshArguments(args, workshop.home);
    expect(errors).toEqual([]);
    const ssh = { userKnownHostsFiles: [known], ...options, ...more };
    const target = targetOf(sshd.port, { via, privateKeyFile: servers.key, ssh });
    const onNote = (_host: string, text: string) => void notes.push(text);
    return connect(target, { agentSocket: socket, homeDirectory: workshop.home, onNote });
  };
  const says = async (sshd: Sshd, args: string, program: string) => {
    const connection = value(await open(sshd, args));
    const { stdout, stderr } = value(await connection.run(program));
    await connection.close();
    expect(notes).toEqual([]);
    return (stdout + stderr).trim();
  };
  const AGENT = `test -S "$SSH_AUTH_SOCK" && ssh-add -l || echo none`;

  it.each([
    ['-A', / user \(ED25519\)$/],
    ['-o ForwardAgent=yes', / user \(ED25519\)$/],
    [`-o ForwardAgent=${socket} -o IdentityAgent=none`, / user \(ED25519\)$/],
    ['-a -A', / user \(ED25519\)$/],
    ['-A -a', /^none$/],
    ['', /^none$/],
  ])('%s: programs on the machine see the agent, or not', async (args, expected) => {
    expect(await says(plain, args, AGENT)).toMatch(expected);
  });

  it('goes on without the agent where the server takes none', async () => {
    expect(await says(withoutAgents, '-A', AGENT)).toBe('none');
  });

  it.each([
    ['-b 127.0.0.7', '127.0.0.7'],
    ['-4 -o BindAddress=127.0.0.8', '127.0.0.8'],
  ])('%s is where it comes from', async (args, expected) => {
    expect(await says(plain, args, 'echo "${SSH_CONNECTION%% *}"')).toBe(expected);
  });

  it('-6 takes no other address', async () => {
    expect((await open(plain, '-6')).ok).toBe(false);
  });

  it('speaks what a server wants that is too old, where it is told to', async () => {
    const args = '-o Ciphers=+aes128-cbc -o MACs=+hmac-md5 -o KexAlgorithms=+diffie-hellman-group14-sha1';
    expect(await says(old, args, 'echo hello')).toBe('hello');
    expect(codes(await open(old, ''))).toEqual(['connection.no-common-algorithm']);
  });

  it.each(['-o PreferredAuthentications=password', '-o PubkeyAuthentication=no'])(
    '%s: no key is tried',
    async (args) => {
      expect(codes(await open(plain, args))).toEqual(['connection.auth-failed']);
    },
  );

  it('-o ConnectionAttempts: a server that comes up a little later', async () => {
    const port = await freePort();
    const target = targetOf(port, {
      ...{ via, privateKeyFile: servers.key },
      ssh: parseSshArguments('-o ConnectionAttempts=50 -o StrictHostKeyChecking=no', workshop.home).options,
    });
    const opening = connect(target, { homeDirectory: workshop.home, connectTimeoutMs: 50_000 });
    const sshd = await servers.start([`Port ${port}`, `ListenAddress 127.0.0.1:${port}`]);
    await value(await opening).close();
    await sshd.stop();
  });
});

it('what is in arguments and in a configuration gives one answer', async () => {
  const file = workshop.file(
    'some',
    'Ciphers aes256-ctr\nMACs hmac-sha1\nForwardAgent yes\nServerAliveCountMax 7\n',
  );
  const { options: ssh } = parseSshArguments(`-F ${file} -a -o MACs=+hmac-md5`, workshop.home);
  const { target, options } = value(
    await asConfigured(targetOf(22, { ssh }), { homeDirectory: workshop.home }),
  );
  expect(target.ssh).toMatchObject({
    algorithms: { ciphers: 'aes256-ctr', macs: '+hmac-md5' },
    forwardAgent: false,
  });
  expect(options.keepaliveMisses).toBe(7);
});

it.each([
  ['IdentityFile ~/.ssh/id_work\nIdentityFile ~/.ssh/id_home', ['/.ssh/id_work', '/.ssh/id_home']],
  ['IdentityFile ${KEYS}/%h-%r', ['/keys/web-ann']],
  ['IdentityFile ~/.ssh/id_rsa\nIdentityFile ~/.ssh/id_ed25519', undefined],
  ['Port 22', undefined],
])('the keys of %j are found', async (config, expected) => {
  const { options: ssh } = parseSshArguments(`-F ${workshop.file('keys', `${config}\n`)}`, workshop.home);
  const environment = { KEYS: `${workshop.home}/keys` };
  const asked = targetOf(22, { address: 'web', user: 'ann', ssh });
  const { target } = value(await asConfigured(asked, { homeDirectory: workshop.home, environment }));
  expect(target.ssh.usualIdentityFiles).toEqual(expected?.map((path) => `${workshop.home}${path}`));
});

it('a jump host of a configuration has a policy and known_hosts files of its own', async () => {
  const own = 'StrictHostKeyChecking no\n UserKnownHostsFile /jumps /x\n GlobalKnownHostsFile /g';
  const file = workshop.file('jumps', `Host web\n ProxyJump b\nHost b\n ${own}\n`);
  const { options: ssh } = parseSshArguments(`-F ${file}`, workshop.home);
  const asked = targetOf(22, { address: 'web', ssh });
  const { target } = value(await asConfigured(asked, { homeDirectory: workshop.home }));
  expect(target.ssh.strictHostKeyChecking).toBeUndefined();
  expect(target.ssh.proxyJump).toMatchObject([
    {
      ...{ host: 'b', port: 22, strictHostKeyChecking: 'no' },
      ...{ userKnownHostsFiles: ['/jumps', '/x'], globalKnownHostsFiles: ['/g'] },
    },
  ]);
});
