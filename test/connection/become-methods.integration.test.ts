import { chmodSync, existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/connection/index.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Become } from '../../src/core/ssh/target.ts';
import { value } from './outcomes.ts';
import { mayHaveUsers, privateEtc } from './private-etc.ts';
import { eventually, OWN, processesWith } from './processes.ts';
import { Sshd, targetOf, Workshop } from './sshd.ts';

const PASSWORD = "s0me 'thing";
const hasDoas = existsSync('/usr/bin/doas');

/** `caller` logs in; `other` has a password, `service` no shell, `free` may be become without asking. */
describe.skipIf(!mayHaveUsers)('su and doas (root only: users in a private /etc)', () => {
  let workshop: Workshop;
  let sshd: Sshd;
  let key: string;

  beforeAll(async () => {
    workshop = new Workshop();
    chmodSync(workshop.folder, 0o755);
    const hostKey = workshop.key('host');
    key = workshop.key('user');
    const user = (name: string, shell = '/bin/sh') => `useradd -M -d $homes -s ${shell} ${name} 2>/dev/null`;
    sshd = await Sshd.start(workshop, {
      hostKeys: [hostKey],
      authorizedKeys: [workshop.publicKey(key)],
      launcher: privateEtc(workshop, [
        ...[user('caller'), user('other'), user('service', '/usr/sbin/nologin'), user('free')],
        `printf '%s\\n' caller:x free:x "other:s0me 'thing" "service:s0me 'thing" | chpasswd`,
        "printf 'permit nopass caller as free\\npermit caller as other\\n' >/etc/doas.conf",
        'printf "caller ALL=(ALL) NOPASSWD: ALL\\n" >/etc/sudoers.d/test; chmod 440 /etc/sudoers.d/test',
      ]),
    });
    workshop.file('home/.ssh/known_hosts', sshd.knownHosts(hostKey));
  });
  afterAll(async () => {
    await sshd.stop();
    workshop.remove();
  });

  async function whoami(become: Become, login = 'caller') {
    const target = targetOf(sshd.port, { user: login, privateKeyFile: key, become });
    const connection = value(await connect(target, { homeDirectory: workshop.home }));
    const outcome = await connection.run('id -un; cat; echo "$LC_ALL" >&2');
    await connection.close();
    return outcome;
  }

  const password = new Secret(PASSWORD);
  const worksAs = async (become: Become, login?: string) =>
    expect(value(await whoami(become, login))).toEqual({
      exitCode: 0,
      stdout: `${become.user}\n`,
      stderr: 'C\n',
    });
  const refuses = async (become: Become, summary: RegExp) => {
    const outcome = await whoami(become);
    expect(outcome).toMatchObject({
      problems: [{ code: 'connection.become-denied', host: 'node', summary: expect.stringMatching(summary) }],
    });
    expect(JSON.stringify(outcome)).not.toMatch(/s0me|wr0ng|[0-9a-f]{24}/);
  };

  it.each<[string, Become, string?]>([
    ['su with a password', { method: 'su', user: 'other', password }],
    ['su from root, which asks nothing', { method: 'su', user: 'other', password }, 'root'],
    ['su to a user without a shell, from root', { method: 'su', user: 'service' }, 'root'],
    ['sudo to a user without a shell', { method: 'sudo', user: 'service' }],
    ['su by its path', { method: 'su', user: 'other', password, exe: '/bin/su', flags: '' }],
    ['su by way of sudo', { method: 'su', user: 'service', exe: 'sudo su', flags: '-s /bin/sh' }],
    [
      'sudo by its path and other options',
      { method: 'sudo', user: 'other', exe: '/usr/bin/sudo', flags: '-E -n' },
    ],
  ])('%s', (_, become, login) => worksAs(become, login));

  it.each<[string, Become, RegExp]>([
    [
      'a wrong password',
      { method: 'su', user: 'other', password: new Secret('wr0ng') },
      /su refused the password/,
    ],
    ['a needed password', { method: 'su', user: 'other' }, /su wants a password and none was given/],
    ['no such user', { method: 'su', user: 'ghost', password }, /no such user/],
    ['a user who may not log in', { method: 'su', user: 'service', password }, /may not log in/],
    ['no such program', { method: 'su', user: 'other', exe: '/no/su' }, /su is not installed/],
  ])('su tells of %s', (_, become, summary) => refuses(become, summary));

  it.each(['stop', 'lose'] as const)('su ends what a stream started (%s)', async (end) => {
    const become: Become = { method: 'su', user: 'other', password };
    const target = targetOf(sshd.port, { user: 'caller', privateKeyFile: key, become });
    const connection = value(await connect(target, { homeDirectory: workshop.home }));
    const lines: string[] = [];
    const stream = connection.stream(`sleep 53.5${OWN} & id -un; while :; do sleep 53.5${OWN}; done`, {
      onLine: (line) => lines.push(line),
    });
    expect(await eventually(() => lines[0] === 'other')).toBe(true);
    if (end === 'stop') stream.stop();
    else sshd.killSessions();
    expect((await stream.ended).ok).toBe(end === 'stop');
    expect(await eventually(() => processesWith(`sleep 53.5${OWN}`).length === 0)).toBe(true);
    await connection.close();
  });

  describe.skipIf(!hasDoas)('doas (Debian: opendoas)', () => {
    it('works where no password is asked for', () => worksAs({ method: 'doas', user: 'free', password }));

    it.each<[string, Become, RegExp]>([
      ['a needed password', { method: 'doas', user: 'other', password }, /takes on a terminal only/],
      ['no rule', { method: 'doas', user: 'service' }, /doas\.conf does not let/],
      ['no such user', { method: 'doas', user: 'ghost' }, /no such user/],
    ])('tells of %s', (_, become, summary) => refuses(become, summary));
  });
});
