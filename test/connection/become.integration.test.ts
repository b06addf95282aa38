import { chmodSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/connection/connection.ts';
import { connect } from '../../src/connection/index.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Become } from '../../src/core/ssh/target.ts';
import { ownProgram } from '../../src/resources/define/own-program.ts';
import { conformance } from './conformance.ts';
import { value } from './outcomes.ts';
import { mayHaveUsers, privateEtc } from './private-etc.ts';
import { eventually, OWN, processesWith } from './processes.ts';
import { Sshd, targetOf, Workshop } from './sshd.ts';

/** Found nowhere else on the machine: what other tests run beside this one is looked at, too. */
const PASSWORD = `sudo 'pass' $word${OWN}`;
const AS_ROOT: Become = { method: 'sudo', user: 'root' };
const WITH_PASSWORD: Become = { ...AS_ROOT, password: new Secret(PASSWORD) };

/** Login users, each with a rule of its own. */
const USERS = {
  freely: 'freely ALL=(ALL) NOPASSWD: ALL',
  asked: 'asked ALL=(ALL) ALL',
  onatty: 'Defaults:onatty requiretty\nonatty ALL=(ALL) NOPASSWD: ALL',
  pty: 'Defaults:pty use_pty\npty ALL=(ALL) ALL',
  nopty: 'Defaults:nopty !use_pty\nnopty ALL=(ALL) ALL',
  nobodys: '# nothing for nobodys',
};
type Login = keyof typeof USERS;

describe.skipIf(!mayHaveUsers)('become (root only: users and sudoers in a private /etc)', () => {
  let workshop: Workshop;
  let sshd: Sshd;
  let key: string;

  beforeAll(async () => {
    workshop = new Workshop();
    chmodSync(workshop.folder, 0o755);
    const hostKey = workshop.key('host');
    key = workshop.key('user');
    sshd = await Sshd.start(workshop, {
      hostKeys: [hostKey],
      authorizedKeys: [workshop.publicKey(key)],
      launcher: privateEtc(workshop, [
        ...Object.keys(USERS).map((user) => `useradd -M -d $homes -s /bin/sh ${user} 2>/dev/null`),
        ...Object.keys(USERS).map((user) => `printf '%s\\n' ${user}:"sudo 'pass' \\$word${OWN}" | chpasswd`),
        `cat >/etc/sudoers.d/test <<'END'\n${Object.values(USERS).join('\n')}\nEND`,
        'chmod 440 /etc/sudoers.d/test',
        'mount --bind /bin/bash /bin/dash',
      ]),
    });
    workshop.file('home/.ssh/known_hosts', sshd.knownHosts(hostKey));
  });
  afterAll(async () => {
    await sshd.stop();
    workshop.remove();
  });

  async function open(user: Login | 'root', become: Become): Promise<Connection> {
    const target = targetOf(sshd.port, { user, privateKeyFile: key, become });
    return value(await connect(target, { homeDirectory: workshop.home }));
  }

  async function whoami(user: Login | 'root', become: Become) {
    const connection = await open(user, become);
    const outcome = await connection.run('id -un; id -un >&2');
    await connection.close();
    return outcome;
  }

  it.each<[string, Login | 'root', Become, string]>([
    ['without a password', 'freely', AS_ROOT, 'root'],
    ['with a password that is not asked for', 'freely', WITH_PASSWORD, 'root'],
    ['with a password', 'asked', WITH_PASSWORD, 'root'],
    ['on a terminal of sudo’s own', 'pty', WITH_PASSWORD, 'root'],
    ['without one', 'nopty', WITH_PASSWORD, 'root'],
    ['as another user', 'asked', { ...WITH_PASSWORD, user: 'freely' }, 'freely'],
    ['as the login user: without sudo', 'nobodys', { ...AS_ROOT, user: 'nobodys' }, 'nobodys'],
    ['as root from root: without sudo', 'root', AS_ROOT, 'root'],
  ])('works %s', async (_name, login, become, user) => {
    const result = value(await whoami(login, become));
    expect(result).toEqual({ exitCode: 0, stdout: `${user}\n`, stderr: `${user}\n` });
  });

  it.each<[string, Login | 'root', Become]>([
    ['by sudo', 'freely', AS_ROOT],
    ['by sudo with a password', 'asked', WITH_PASSWORD],
    ['by a login as root', 'root', AS_ROOT],
  ])('runs the program of a step as another user, in a session of root %s', async (_name, login, become) => {
    const connection = await open(login, become);
    const program = ownProgram('id -un; echo "$WORD"; exit 3', { becomeUser: 'nobodys', timeout: 60_000 });
    const result = value(await connection.run(`export WORD="it's"; ${program}`));
    await connection.close();
    expect(result).toEqual({ exitCode: 3, stdout: "nobodys\nit's\n", stderr: '' });
  });

  it('does not run it in a session of somebody else', async () => {
    const connection = await open('asked', { ...WITH_PASSWORD, user: 'freely' });
    const result = value(await connection.run(ownProgram('id -un', { becomeUser: 'nobodys' })));
    await connection.close();
    expect(result).toMatchObject({ exitCode: 1, stderr: 'only root can run a program as another user\n' });
  });

  it.each<[string, Login, Become, RegExp, RegExp]>([
    ['a needed password', 'asked', AS_ROOT, /wants a password and none was given/, /ansible_become_password/],
    [
      'a wrong password',
      'asked',
      { ...AS_ROOT, password: new Secret('wr0ng') },
      /refused the password/,
      /correct/,
    ],
    ['no terminal', 'onatty', AS_ROOT, /requiretty/, /!requiretty/],
    ['no rule', 'nobodys', WITH_PASSWORD, /sudoers does not let/, /sudoers/],
    ['no such user', 'freely', { ...AS_ROOT, user: 'ghost' }, /no such user/, /ansible_become_user/],
  ])('tells clearly of %s, and at once', async (_name, login, become, summary, fix) => {
    const started = performance.now();
    const outcome = await whoami(login, become);
    expect(outcome).toMatchObject({
      problems: [
        {
          code: 'connection.become-denied',
          host: 'node',
          summary: expect.stringMatching(summary),
          fix: expect.stringMatching(fix),
        },
      ],
    });
    expect(performance.now() - started).toBeLessThan(30_000);
    const text = JSON.stringify(outcome);
    expect(text).not.toMatch(new RegExp(`wr0ng|word${OWN}|sudo-%+-?[0-9a-f]{24}`));
  });

  it('works on this machine too', async () => {
    const target = targetOf(0, { via: 'local', become: { ...AS_ROOT, user: 'nobody' } });
    const connection = value(await connect(target, { localUser: 'root' }));
    expect(value(await connection.run('id -un')).stdout).toBe('nobody\n');
  });

  it('shows the password to nobody on the machine', async () => {
    const connection = await open('asked', WITH_PASSWORD);
    const spy = await open('root', AS_ROOT);
    const lines: string[] = [];
    const look =
      "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline; tr '\\0' ' ' <$p/environ; done 2>/dev/null";
    const watch = spy.stream(`while :; do ${look}; echo; done`, { onLine: (line) => lines.push(line) });
    for (let n = 0; n < 3 || lines.length < 4; n += 1) {
      value(await connection.run(`: program${OWN}; sleep 0.1`));
    }
    watch.stop();
    await watch.ended;
    const shown = (text: string) => text.match(new RegExp(`.{0,80}(word|program)${OWN}.{0,20}`, 'g'));
    expect(shown(lines.join('\n'))).toBeNull();
    const logs = value(await spy.run('cat /var/log/auth.log /var/log/secure 2>/dev/null; true'));
    expect(shown(`${logs.stdout}${sshd.log}`)).toBeNull();
    await Promise.all([connection.close(), spy.close()]);
  });

  it.each<Login>(['pty', 'nopty'])(
    'ends what a stream started, also when the connection is lost (%s)',
    async (login) => {
      for (const end of ['stop', 'lose'] as const) {
        const connection = await open(login, WITH_PASSWORD);
        const lines: string[] = [];
        const stream = connection.stream(`sleep 51.5${OWN} & id -un; while :; do sleep 51.5${OWN}; done`, {
          onLine: (line) => lines.push(line),
        });
        expect(await eventually(() => lines[0] === 'root')).toBe(true);
        if (end === 'stop') stream.stop();
        else sshd.killSessions();
        expect((await stream.ended).ok).toBe(end === 'stop');
        expect(await eventually(() => processesWith(`sleep 51.5${OWN}`).length === 0)).toBe(true);
        await connection.close();
      }
    },
  );

  // Debian's sudoers sets use_pty, so this is sudo with a terminal of its own.
  conformance('sudo with a password, where sh is bash,', async () => {
    const connection = await open('pty', WITH_PASSWORD);
    const folder = mkdtempSync(join(workshop.folder, 'files-'));
    return { connection, folder, close: () => connection.close() };
  });
});
