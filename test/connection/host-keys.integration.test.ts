import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectOptions } from '../../src/connection/connection.ts';
import { connect } from '../../src/connection/index.ts';
import type { SshOptions } from '../../src/core/ssh/target.ts';
import { codes, value } from './outcomes.ts';
import { Sshd, targetOf, Workshop } from './sshd.ts';
import { WAYS } from './ways.ts';

describe.each(WAYS)('by %s', (via) => {
  let workshop: Workshop;
  let keys: { readonly ed25519: string; readonly rsa: string; readonly other: string; readonly user: string };
  let sshd: Sshd;
  let known: string;
  let count = 0;

  beforeAll(async () => {
    workshop = new Workshop();
    keys = {
      ed25519: workshop.key('host-ed25519'),
      rsa: workshop.key('host-rsa', 'rsa'),
      other: workshop.key('other'),
      user: workshop.key('user'),
    };
    sshd = await Sshd.start(workshop, {
      hostKeys: [keys.ed25519, keys.rsa],
      authorizedKeys: [workshop.publicKey(keys.user)],
    });
  });
  beforeEach(() => {
    count += 1;
    known = workshop.path(`known-${count}`);
  });
  afterAll(async () => {
    await sshd.stop();
    workshop.remove();
  });

  async function visit(ssh: SshOptions = {}, options: ConnectOptions = {}) {
    const target = targetOf(sshd.port, {
      via,
      privateKeyFile: keys.user,
      ssh: { userKnownHostsFiles: [known], ...ssh },
    });
    const outcome = await connect(target, options);
    if (outcome.ok) await outcome.value.close();
    return outcome;
  }

  const write = (content: string): string => workshop.file(`known-${count}`, content);
  const fingerprintOf = (key: string): string =>
    execFileSync('ssh-keygen', ['-lf', `${key}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '';

  describe('a known host', () => {
    it('is let through by each kind of entry', async () => {
      const plain = sshd.knownHosts(keys.ed25519);
      const key = plain.slice(plain.indexOf(' '));
      for (const entry of [
        plain,
        `# comment\n\n${plain}`,
        `[127.0.0.*]:${sshd.port}${key}`,
        `a,127.0.0.1${key}`,
      ]) {
        write(entry);
        value(await visit());
      }
    });

    it('is found by its hashed name', async () => {
      write(sshd.knownHosts(keys.ed25519));
      execFileSync('ssh-keygen', ['-q', '-H', '-f', known], { stdio: 'ignore' });
      expect(readFileSync(known, 'utf8')).toMatch(/^\|1\|/);
      value(await visit());
    });

    it('is known by any of its keys', async () => {
      write(sshd.knownHosts(keys.rsa));
      value(await visit());
    });

    it('may stand in any of several files', async () => {
      write(sshd.knownHosts(keys.ed25519));
      value(await visit({ userKnownHostsFiles: [workshop.path('nowhere'), known] }));
    });
  });

  describe('an unknown host', () => {
    it('is refused, with its fingerprint', async () => {
      const outcome = await visit();
      expect(outcome).toMatchObject({
        problems: [
          {
            code: 'connection.host-key-unknown',
            host: 'node',
            summary: expect.stringContaining(`[127.0.0.1]:${sshd.port}`),
            detail: expect.stringContaining(fingerprintOf(keys.ed25519)),
            fix: expect.stringContaining('--accept-new-host-keys'),
          },
        ],
      });
      expect(existsSync(known)).toBe(false);
    });

    it.each<[string, SshOptions, ConnectOptions]>([
      ['acceptNewHostKeys', {}, { acceptNewHostKeys: true }],
      ['StrictHostKeyChecking=accept-new', { strictHostKeyChecking: 'accept-new' }, {}],
      ['StrictHostKeyChecking=no', { strictHostKeyChecking: 'no' }, {}],
    ])('is remembered with %s, once', async (_name, ssh, options) => {
      const file = join(workshop.folder, `new-${count}`, 'known_hosts');
      const withFile = { ...ssh, userKnownHostsFiles: [file] };
      value(await visit(withFile, options));
      value(await visit(withFile, options));
      value(await visit({ userKnownHostsFiles: [file] }));
      const entry = sshd.knownHosts(keys.ed25519).split(' ').slice(0, 3).join(' ');
      expect(readFileSync(file, 'utf8')).toBe(`${entry}\n`);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      execFileSync('ssh-keygen', ['-F', `[127.0.0.1]:${sshd.port}`, '-f', file]);
    });

    it('is added on a line of its own', async () => {
      write('# no newline at the end');
      value(await visit({}, { acceptNewHostKeys: true }));
      expect(readFileSync(known, 'utf8')).toMatch(/^# no newline at the end\n\[127[^\n]*\n$/);
    });

    it('is refused when its key cannot be kept', async () => {
      const inTheWay = join(write('a file'), 'known_hosts');
      const outcome = await visit({ userKnownHostsFiles: [inTheWay] }, { acceptNewHostKeys: true });
      expect(codes(outcome)).toEqual(['connection.known-hosts-unwritable']);
    });

    it('is told of a certificate authority that cannot be used', async () => {
      write(`@cert-authority ${sshd.knownHosts(keys.other)}`);
      const outcome = await visit();
      expect(outcome).toMatchObject({
        problems: [{ code: 'connection.host-key-unknown', detail: expect.stringContaining(`${known}:1`) }],
      });
    });
  });

  describe('a changed host', () => {
    it.each<[string, SshOptions, ConnectOptions]>([
      ['nothing set', {}, {}],
      ['acceptNewHostKeys', {}, { acceptNewHostKeys: true }],
      ['StrictHostKeyChecking=no', { strictHostKeyChecking: 'no' }, {}],
    ])('is refused with %s', async (_name, ssh, options) => {
      write(`# first line\n${sshd.knownHosts(keys.other)}`);
      const before = readFileSync(known, 'utf8');
      const outcome = await visit(ssh, options);
      expect(outcome).toMatchObject({
        problems: [
          {
            code: 'connection.host-key-changed',
            source: { file: known, line: 2, column: 1 },
            fix: expect.stringContaining(`ssh-keygen -R '[127.0.0.1]:${sshd.port}' -f ${known}`),
          },
        ],
      });
      const detail = outcome.ok ? '' : (outcome.problems[0]?.detail ?? '');
      expect(detail).toContain(fingerprintOf(keys.other));
      expect(detail).toContain(fingerprintOf(keys.ed25519));
      expect(detail).toContain(`${known}:2`);
      expect(readFileSync(known, 'utf8')).toBe(before);
    });

    it('is refused when its key is revoked', async () => {
      const line = sshd.knownHosts(keys.ed25519);
      write(`${line}@revoked *${line.slice(line.indexOf(' '))}`);
      expect(codes(await visit({}, { acceptNewHostKeys: true }))).toEqual(['connection.host-key-revoked']);
    });

    it('sends no login', async () => {
      write(sshd.knownHosts(keys.other));
      const before = sshd.log.length;
      await visit();
      expect(sshd.log.slice(before)).not.toMatch(/Accepted|Failed|userauth/);
    });
  });
});
