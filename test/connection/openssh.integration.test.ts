import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/connection/connection.ts';
import { connect } from '../../src/connection/index.ts';
import type { SshOptions, Target } from '../../src/core/ssh/target.ts';
import { value } from './outcomes.ts';
import { mayHaveUsers, privateEtc } from './private-etc.ts';
import { eventually, processesWith } from './processes.ts';
import { Sshd, targetOf, Workshop } from './sshd.ts';
import { BOTH_WAYS } from './ways.ts';

let workshop: Workshop;
let keys: Record<'authority' | 'host' | 'certifiedHost' | 'plain' | 'certified', string>;
let plain: Sshd;
let postQuantum: Sshd;
let certified: Sshd;

/** A server that knows no keys but those that an authority has signed, and shows a key that it has signed. */
beforeAll(async () => {
  workshop = new Workshop();
  const [authority, host, certifiedHost, plainKey, certifiedKey] = [
    'authority',
    'host',
    'certified-host',
    'plain',
    'certified',
  ].map((name) => workshop.key(name)) as [string, string, string, string, string];
  keys = { authority, host, certifiedHost, plain: plainKey, certified: certifiedKey };
  const sign = (...words: readonly string[]) =>
    execFileSync('ssh-keygen', ['-q', '-s', authority, '-I', 'test', ...words]);
  sign('-n', targetOf(0).user ?? '', `${keys.certified}.pub`);
  sign('-h', '-n', '127.0.0.1', `${keys.certifiedHost}.pub`);
  const authorizedKeys = [workshop.publicKey(keys.plain)];
  const launcher = () => (mayHaveUsers ? privateEtc(workshop, []) : []);
  [plain, postQuantum, certified] = await Promise.all([
    Sshd.start(workshop, { hostKeys: [keys.host], authorizedKeys, launcher: launcher() }),
    Sshd.start(workshop, {
      hostKeys: [keys.host],
      authorizedKeys,
      launcher: launcher(),
      config: ['KexAlgorithms sntrup761x25519-sha512@openssh.com'],
    }),
    Sshd.start(workshop, {
      hostKeys: [keys.certifiedHost],
      authorizedKeys: [],
      launcher: launcher(),
      config: [
        `TrustedUserCAKeys ${keys.authority}.pub`,
        `HostCertificate ${keys.certifiedHost}-cert.pub`,
        'HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com,ssh-ed25519',
      ],
    }),
  ]);
});
afterAll(async () => {
  await Promise.all([plain, postQuantum, certified].map((server) => server.stop()));
  workshop.remove();
});

const notes: string[] = [];

async function visit(server: Sshd, target: Partial<Target>, known: string): Promise<Connection> {
  notes.length = 0;
  const file = workshop.file('known', known);
  const ssh: SshOptions = { userKnownHostsFiles: [file], ...target.ssh };
  const options = { onNote: (host: string, text: string) => void notes.push(`${host}: ${text}`) };
  return value(await connect(targetOf(server.port, { ...target, ssh }), options));
}

async function greets(server: Sshd, target: Partial<Target>, known: string): Promise<string> {
  const connection = await visit(server, target, known);
  const { stdout } = value(await connection.run('echo hello'));
  await connection.close();
  return stdout;
}

const authorityLine = (server: Sshd): string => `@cert-authority ${server.knownHosts(keys.authority)}`;

describe.each(BOTH_WAYS)('by %s', (via) => {
  const chosen = (reason: RegExp) => {
    if (via === 'openssh') expect(notes).toEqual([]);
    else expect(notes).toEqual([expect.stringMatching(reason)]);
  };

  it('a user’s certificate logs in', async () => {
    const known = certified.knownHosts(keys.certifiedHost);
    expect(await greets(certified, { via, privateKeyFile: keys.certified }, known)).toBe('hello\n');
    chosen(/^node: connected by the program ssh, because there is a certificate .*certified-cert\.pub$/);
  });

  it('a certificate that is named logs in', async () => {
    const ssh = {
      needsOpenSsh: 'CertificateFile',
      asGiven: ['-o', `CertificateFile=${keys.certified}-cert.pub`],
    };
    const copy = workshop.path('copy');
    execFileSync('cp', ['-p', keys.certified, copy]);
    const known = certified.knownHosts(keys.certifiedHost);
    expect(await greets(certified, { via, privateKeyFile: copy, ssh }, known)).toBe('hello\n');
    chosen(/CertificateFile is set$/);
  });

  it('a host’s certificate is believed', async () => {
    const known = authorityLine(certified);
    expect(await greets(certified, { via, privateKeyFile: keys.certified }, known)).toBe('hello\n');
    chosen(/because/);
  });

  it('a host without the certificate is refused', async () => {
    const file = workshop.file('known', authorityLine(plain));
    const target = targetOf(plain.port, {
      via,
      privateKeyFile: keys.plain,
      ssh: { userKnownHostsFiles: [file] },
    });
    expect(await connect(target, {})).toMatchObject({
      problems: [{ code: 'connection.host-key-unknown', detail: expect.stringContaining(`${file}:1`) }],
    });
  });

  it('a key exchange that is post-quantum only comes up', async () => {
    const known = postQuantum.knownHosts(keys.host);
    expect(await greets(postQuantum, { via, privateKeyFile: keys.plain }, known)).toBe('hello\n');
    chosen(/because there is no common key exchange/);
  });
});

it('the key of a security device is for the program ssh', async () => {
  const field = (text: string | Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    return Buffer.concat([length, Buffer.from(text)]);
  };
  const type = field('sk-ssh-ed25519@openssh.com');
  const one = Buffer.from([0, 0, 0, 1]);
  const key = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[field('none'), field('none'), field(''), one, field(type)],
  ]);
  const text = `-----BEGIN OPENSSH PRIVATE KEY-----\n${key.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
  const path = workshop.file('device', text);
  const known = workshop.file('known', plain.knownHosts(keys.host));
  const target = targetOf(plain.port, { privateKeyFile: path, ssh: { userKnownHostsFiles: [known] } });
  notes.length = 0;
  await connect(target, { onNote: (host, note) => void notes.push(`${host}: ${note}`) });
  expect(notes).toEqual([
    `node: connected by the program ssh, because ${path} is the key of a security device`,
  ]);
});

it('leaves neither process nor folder behind', async () => {
  const connection = await visit(
    plain,
    { via: 'openssh', privateKeyFile: keys.plain },
    plain.knownHosts(keys.host),
  );
  const [line = ''] = processesWith(`-M -N -S`).filter((each) => each.includes(`-p ${plain.port} `));
  const folder = /-S (\S+)\/c /.exec(line)?.[1] ?? '';
  expect(existsSync(folder)).toBe(true);
  await connection.close();
  expect(existsSync(folder)).toBe(false);
  expect(await eventually(() => processesWith(folder).length === 0)).toBe(true);
});

it('ends with the program that uses it, however that ends', async () => {
  const known = workshop.file('known', plain.knownHosts(keys.host));
  const script = workshop.file('program.mjs', '');
  const target = targetOf(plain.port, {
    via: 'openssh',
    privateKeyFile: keys.plain,
    ssh: { userKnownHostsFiles: [known] },
  });
  writeFileSync(
    script,
    `import { createServer } from '${import.meta.resolve('vite')}';
const server = await createServer({ root: '${process.cwd()}', configFile: false, logLevel: 'silent', server: { middlewareMode: true, hmr: false, ws: false }, optimizeDeps: { noDiscovery: true, include: [] } });
const { connect } = await server.ssrLoadModule('/src/connection/index.ts');
const opened = await connect(${JSON.stringify(target)}, {});
if (opened.ok) process.kill(process.pid, 'SIGKILL');`,
  );
  expect(() => execFileSync(process.execPath, [script], { stdio: 'pipe' })).toThrow();
  const left = () => processesWith(`-p ${plain.port} `);
  expect(await eventually(() => left().length === 0)).toBe(true);
  expect(await eventually(() => plain.sessions().length === 0)).toBe(true);
});
