import type { Problem } from '../../core/problem.ts';
import type { Become } from '../../core/ssh/target.ts';
import { hostProblem, type Peer } from '../host-problem.ts';
import { becomeRefusal, tryByHand } from './become-refusal.ts';
import { foreignWords } from './foreign-words.ts';

/** What was said before the shell was ready, and how it ended. */
export interface FailedStart {
  readonly code: number;
  readonly said: string;
  /** How often a password was asked for; it is given once. */
  readonly asked: number;
}

/** What was said until the limit, and who logs in. */
interface SilentStart {
  readonly limitMs: number;
  readonly said: string;
  readonly login: string | undefined;
}

/**
 * Nothing that was asked for has answered, and nothing was sent to whatever reads there.
 * @param become where the login has come so far that it changes the user
 */
export function silentLoginProblem(
  peer: Peer,
  { limitMs, said, login }: SilentStart,
  become?: Become,
): Problem {
  const words = foreignWords(said);
  const heard = words === '' ? 'It said nothing.' : `It said: ${words}`;
  if (become !== undefined) {
    return hostProblem(peer, 'connection.become-denied', {
      summary: `${login ?? 'the login user'} cannot become ${become.user}: ${become.method} has not answered for ${limitMs / 1000} s`,
      detail: `The login on ${peer.endpoint} works, and ${become.method} waits: for a second factor, for a directory or a name that does not answer, or the machine is slow. ${heard}`,
      fix: `look with \`${tryByHand(become)}\` on the machine by hand; ${LONGER}`,
    });
  }
  return hostProblem(peer, 'connection.no-shell', {
    summary: `the login on ${peer.endpoint} does not come to a shell: nothing has answered for ${limitMs / 1000} s`,
    detail: `Either the machine is slow (load, a home folder or a directory of users that does not answer), or start-up files of the login (.bashrc, .profile, .cshrc, config.fish, a forced command) run another program instead or wait for input. Nothing was sent to it. ${heard}`,
    fix: `Look with \`time ssh HOST true\`, which has to end by itself. If it takes long, ${LONGER}; if it does not end, let start-up files do nothing in a shell that is not interactive (\`case $- in *i*) ;; *) return ;; esac\` at the top of .bashrc, \`status is-interactive; or return\` in config.fish)`,
  });
}

const LONGER = 'a slow machine gets longer by --connect-timeout SECONDS, or timeout in ansible.cfg';

/** Our shell is there and has answered, and reads something else than what is sent to it. */
export function otherInputProblem(peer: Peer): Problem {
  return hostProblem(peer, 'connection.no-shell', {
    summary: `the login on ${peer.endpoint} comes to a shell that does not read what is sent to it`,
    detail:
      'Its start-up files (.bashrc, .profile, .cshrc, config.fish, a forced command) have led standard input elsewhere, as `exec </dev/null` does. Nothing was carried out.',
    fix: 'Look with `echo works | ssh HOST cat`, which has to print it: let start-up files do nothing in a shell that is not interactive (`case $- in *i*) ;; *) return ;; esac` at the top of .bashrc, `status is-interactive; or return` in config.fish)',
  });
}

/**
 * Why no shell came up: sudo refused, or the login itself gives none.
 * @param become where the login has come so far that it changes the user
 */
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
      fix: 'give the user a login shell (not nologin), and no forced command in sshd_config or authorized_keys; let start-up files (.bashrc, .cshrc, config.fish) neither end nor replace a shell that is not interactive',
    });
  }
  const { why, fix } = becomeRefusal(become, failed);
  return hostProblem(peer, 'connection.become-denied', {
    summary: `${user} cannot become ${become.user}: ${why}`,
    detail: `On ${peer.endpoint}. ${quoted}`,
    fix,
  });
}
