import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/connection/connection.ts';
import { connect } from '../../src/connection/index.ts';
import { quote } from '../../src/core/programs/shell.ts';
import type { Become } from '../../src/core/ssh/target.ts';
import { value } from './outcomes.ts';
import { mayHaveUsers, privateEtc } from './private-etc.ts';
import { Sshd, targetOf, Workshop } from './sshd.ts';

/** What stands in .bashrc, which bash reads also for a command that comes over SSH. */
const HARMLESS: Readonly<Record<string, string>> = {
  banner: 'echo Welcome; echo "do not touch" >&2',
  traced: 'set -x',
  verbose: 'set -v',
  slow: 'sleep 2',
  tee: 'exec > >(cat) 2>&1',
  locked: 'umask 777; ulimit -f 0; TMOUT=1; readonly TMOUT; PATH=/nowhere',
  repeats: 'echo "you want: $BASH_EXECUTION_STRING"; echo "you want: $BASH_EXECUTION_STRING" >&2',
};

const TAKEN_OVER: Readonly<Record<string, string>> = {
  dash: 'exec /bin/dash',
  reader: 'while read -r line; do eval "$line"; done',
  one: 'read answer; eval "$answer"',
  all: 'eval "$(cat)"',
  echoes: 'echo "$BASH_EXECUTION_STRING"; echo "$BASH_EXECUTION_STRING" >&2; exec /bin/dash',
  secrets: 'echo "    auth_pass hunter22"; echo "password: hunter22" >&2; exec cat',
  hangs: 'sleep 600',
  deaf: 'exec </dev/null',
  closed: 'exec <&-',
  mute: 'exec >/dev/null',
};

/** What keeps a login from coming so far as to change the user, or does not. */
const AHEAD_OF_SUDO: Readonly<Record<string, string>> = {
  ends: 'echo Bye; exit 3',
  silent: 'exit 0',
  functions: 'exec() { echo refused; }',
  aliases: 'shopt -s expand_aliases; alias exec=false',
};

/** A login shell of another kind, the file that it reads for a command that comes over SSH, and what stands there. */
interface Other {
  readonly shell: string;
  readonly file?: string;
  readonly text?: string;
}

const FISH = { shell: '/usr/bin/fish', file: '.config/fish/config.fish' };
const TCSH = { shell: '/usr/bin/tcsh', file: '.cshrc' };
const ZSH = { shell: '/usr/bin/zsh', file: '.zshenv' };

const there = (others: Readonly<Record<string, Other>>) =>
  Object.fromEntries(Object.entries(others).filter(([, { shell }]) => existsSync(shell)));

/** What is only in the way. */
const OTHERS = there({
  fishprints: { ...FISH, text: 'echo Welcome; echo "do not touch" >&2' },
  fishtraces: { ...FISH, text: 'set -g fish_trace 1; set -gx PATH /nowhere; umask 777' },
  fisherrs: { ...FISH, text: 'no_such_command; end' },
  fishaliases: { ...FISH, text: 'function sh; false; end; alias printf false' },
  cshprints: { ...TCSH, text: 'echo Welcome; set path = (/nowhere); umask 777' },
  cshtraces: { ...TCSH, text: 'set echo verbose noglob noclobber' },
  csherrs: { ...TCSH, text: 'setenv TERM `tput cols`; stty erase ^H' },
  zshprints: { ...ZSH, text: 'echo Welcome; path=(/nowhere); umask 777' },
  zshtraces: { ...ZSH, text: 'setopt xtrace verbose shwordsplit noclobber errexit nounset' },
  fishexits: { ...FISH, text: 'exit 3' },
  cshexits: { ...TCSH, text: 'exit 3' },
});

/** What runs something else instead, or waits. */
const OTHERS_TAKEN_OVER = there({
  fishdash: { ...FISH, text: 'exec /bin/dash' },
  fishreads: { ...FISH, text: 'cat | source' },
  fishhangs: { ...FISH, text: 'sleep 600' },
  cshdash: { ...TCSH, text: 'exec /bin/dash' },
  cshreads: { ...TCSH, text: 'set line = "$<"; eval "$line"' },
  zshcat: { ...ZSH, text: 'exec cat' },
  zshreads: { ...ZSH, text: 'eval "$(cat)"' },
});

/** What is no shell, or ends. */
const NO_SHELL = there({
  nologin: { shell: '/usr/sbin/nologin' },
  false: { shell: '/bin/false' },
  rbash: { shell: '/bin/rbash' },
  gitshell: { shell: '/usr/bin/git-shell' },
  zshaliases: { ...ZSH, text: 'setopt aliases; alias -g exec=false' },
});

const SHELLS = ['/usr/bin/fish', '/usr/bin/tcsh', '/bin/zsh', '/bin/mksh', '/bin/dash', '/bin/ksh'].filter(
  existsSync,
);

const GIVES_NO_SHELL = { code: 'connection.no-shell', summary: expect.stringContaining('gives no shell') };

const PROGRAM = (folder: string, name: string) => `: > ${quote(`${folder}/${name}`)}\necho hello`;

describe.skipIf(!mayHaveUsers)(
  'start-up files of a login (root only: users of their own, in a private /etc)',
  () => {
    let workshop: Workshop;
    const servers: Sshd[] = [];
    let ran: string;
    const opened: Connection[] = [];

    beforeAll(async () => {
      workshop = new Workshop();
      const [hostKey, userKey] = [workshop.key('host'), workshop.key('user')];
      ran = workshop.path('ran');
      mkdirSync(ran, { mode: 0o777 });
      // By hand: useradd would take longer than a server is waited for.
      const user = (name: string, shell: string, id: number) =>
        `echo "${name}:*:${id}:${id}::$homes/${name}:${shell}" >>/etc/passwd; mkdir $homes/${name}`;
      const files = Object.entries({
        ...HARMLESS,
        ...TAKEN_OVER,
        ...AHEAD_OF_SUDO,
        pathless: 'echo hi; PATH=/no',
      }).flatMap(([name, text], index) => [
        user(name, '/bin/bash', 7000 + index),
        `printf '%s\\n' ${quote(text)} > $homes/${name}/.bashrc`,
      ]);
      const others = Object.entries({ ...OTHERS, ...OTHERS_TAKEN_OVER, ...NO_SHELL }).flatMap(
        ([name, { shell, file, text = '' }], index) => [
          user(name, shell, 7200 + index),
          ...(file === undefined
            ? []
            : [
                `mkdir -p $(dirname $homes/${name}/${file})`,
                `printf '%s\\n' ${quote(text)} > $homes/${name}/${file}`,
              ]),
        ],
      );
      const shells = SHELLS.map((shell, index) => user(`shell${index}`, shell, 7100 + index));
      const sshd = await Sshd.start(workshop, {
        hostKeys: [hostKey],
        authorizedKeys: [workshop.publicKey(userKey)],
        launcher: privateEtc(workshop, [
          ...files,
          ...shells,
          ...others,
          'printf "pathless ALL=(ALL) NOPASSWD: ALL\\n" >/etc/sudoers.d/test; chmod 440 /etc/sudoers.d/test',
          'chmod a+rx $homes/..; chmod -R a+rwX $homes',
          `chmod a+rwx ${ran} ${workshop.folder}`,
        ]),
      });
      servers.push(sshd);
      workshop.file('home/.ssh/known_hosts', sshd.knownHosts(hostKey));
    });
    afterAll(async () => {
      await Promise.all(opened.map((connection) => connection.close()));
      for (const server of servers) {
        server.killSessions();
        await server.stop();
      }
      workshop.remove();
    });

    async function greet(user: string, become?: Become) {
      const login = { user, privateKeyFile: workshop.path('user') };
      const target = targetOf(servers[0]?.port ?? 0, { ...login, ...(become && { become }) });
      const connection = value(await connect(target, { homeDirectory: workshop.home }));
      opened.push(connection);
      return connection.run(PROGRAM(ran, user));
    }

    it('that are only in the way do not matter', async () => {
      const others = [...Object.keys(OTHERS), ...SHELLS.map((_shell, index) => `shell${index}`)];
      const names = [...Object.keys(HARMLESS), ...others];
      const answers = await Promise.all(names.map((name) => greet(name)));
      expect(answers.map((answer) => value(answer).stdout)).toEqual(names.map(() => 'hello\n'));
    }, 60_000);

    it('that end a login are not blamed on sudo, and sudo is found without a PATH', async () => {
      const sudo: Become = { method: 'sudo', user: 'root' };
      const names = Object.keys(AHEAD_OF_SUDO);
      const answers = await Promise.all(names.map((name) => greet(name, sudo)));
      for (const answer of answers) expect(answer).toMatchObject({ problems: [GIVES_NO_SHELL] });
      const none = await Promise.all(Object.keys(NO_SHELL).map((name) => greet(name)));
      for (const answer of none) expect(answer).toMatchObject({ problems: [GIVES_NO_SHELL] });
      expect(value(await greet('pathless', sudo)).stdout).toBe('hello\n');
      // It is in nobody's rules, and its own greeting is no word of sudo.
      const refused = await greet('banner', sudo);
      expect(refused).toMatchObject({ problems: [{ code: 'connection.become-denied' }] });
      expect(JSON.stringify(refused)).not.toContain('Welcome');
    }, 60_000);

    it('that take the shell over get nothing to carry out, within a limit, and are not quoted with secrets', async () => {
      const names = [...Object.keys(TAKEN_OVER), ...Object.keys(OTHERS_TAKEN_OVER)];
      const startedAt = performance.now();
      const answers = await Promise.all(names.map((name) => greet(name)));
      expect(performance.now() - startedAt).toBeLessThan(60_000);
      for (const answer of answers) {
        expect(answer).toMatchObject({
          ok: false,
          problems: [
            {
              code: 'connection.no-shell',
              summary: expect.stringMatching(/does not come to a shell|does not read what is sent/),
            },
          ],
        });
      }
      const text = JSON.stringify(answers);
      expect(text).toContain('auth_pass ********');
      expect(text).not.toContain('hunter22');
      expect(readdirSync(ran).filter((name) => names.includes(name))).toEqual([]);
    }, 90_000);
  },
);
