import type { Problem } from '../core/problem.ts';
import type { Become } from '../core/target.ts';
import { foreignWords } from './foreign-words.ts';
import { hostProblem, type Peer } from './host-problem.ts';

/** What was said before the shell was ready, and how it ended. */
export interface FailedStart {
  readonly code: number;
  readonly said: string;
  readonly wrongPassword: boolean;
}

/** What sudo says (in English, LC_ALL=C) and what it means; sudo 1.8 to 1.9. */
const SUDO_COMPLAINTS: readonly { readonly says: RegExp; readonly why: string; readonly fix: string }[] = [
  {
    says: /must have a tty/,
    why: 'sudo demands a terminal (requiretty)',
    fix: 'remove `Defaults requiretty` from sudoers for this user: `Defaults:USER !requiretty`',
  },
  {
    says: /a password is required|no password was provided|a terminal is required/,
    why: 'sudo wants a password and none was given',
    fix: 'set ansible_become_password or use --ask-become-pass, or allow the user NOPASSWD in sudoers',
  },
  {
    says: /not in the sudoers file|is not allowed to (execute|run)/,
    why: 'sudoers does not let the login user do this',
    fix: 'let the user run commands as the become user in sudoers, or log in as another user',
  },
  {
    says: /unknown user|invalid user/,
    why: 'there is no such user on the machine',
    fix: 'correct ansible_become_user',
  },
  {
    says: /sudo: (command )?not found|sudo['’]?: No such file/,
    why: 'sudo is not installed',
    fix: 'install sudo on the machine, or log in as the user itself',
  },
];

const WRONG_PASSWORD = {
  why: 'sudo refused the password',
  fix: 'correct ansible_become_password, or type it again with --ask-become-pass',
};

const OTHER = { why: 'sudo did not start a shell', fix: 'try `sudo -u USER /bin/sh` on the machine by hand' };

/** Nothing that was asked for has answered, and nothing was sent to whatever reads there. */
export function silentLoginProblem(
  peer: Peer,
  { limitMs, said }: { readonly limitMs: number; readonly said: string },
): Problem {
  const words = foreignWords(said);
  return hostProblem(peer, 'connection.no-shell', {
    summary: `the login on ${peer.endpoint} does not come to a shell: nothing has answered for ${limitMs / 1000} s`,
    detail: `Its start-up files (.bashrc, .profile, .cshrc, config.fish, a forced command) run another program instead or wait for input. Nothing was sent to it. ${words === '' ? 'It said nothing.' : `It said: ${words}`}`,
    fix: 'Look with `ssh HOST true`, which has to end at once: let start-up files do nothing in a shell that is not interactive (`case $- in *i*) ;; *) return ;; esac` at the top of .bashrc)',
  });
}

/** Why no shell came up: sudo refused, or the login itself gives none. */
export function startProblem(
  peer: Peer,
  login: string | undefined,
  failed: FailedStart,
  become?: Become,
): Problem {
  const quoted =
    failed.said === ''
      ? `It said nothing and ended with code ${failed.code}.`
      : `It said: ${foreignWords(failed.said)}`;
  const user = login ?? 'the login user';
  if (become === undefined && /password has expired|password expired/i.test(failed.said)) {
    return hostProblem(peer, 'connection.password-expired', {
      summary: `the password of ${user} on ${peer.endpoint} has expired`,
      detail: quoted,
      fix: 'log in by hand once and set a new password; correct ansible_password if it is used',
    });
  }
  if (become === undefined) {
    return hostProblem(peer, 'connection.no-shell', {
      summary: `the login on ${peer.endpoint} gives no shell`,
      detail: `The command /bin/sh was not started for ${user}. ${quoted}`,
      fix: 'give the user a login shell (not nologin), and no forced command in sshd_config or authorized_keys',
    });
  }
  const complaint = SUDO_COMPLAINTS.find(({ says }) => says.test(failed.said)) ?? OTHER;
  const { why, fix } = failed.wrongPassword ? WRONG_PASSWORD : complaint;
  return hostProblem(peer, 'connection.become-denied', {
    summary: `${user} cannot become ${become.user}: ${why}`,
    detail: `On ${peer.endpoint}. ${quoted}`,
    fix,
  });
}
