import { z } from 'zod';
import { quote } from '../../core/programs/shell.ts';
import { LIMITED } from './limited.ts';
import { userName } from './options/option-types.ts';

/** Whose the programs of a step are, as a playbook says it. */
export const whoRuns = {
  becomeUser: userName.optional().describe('Whose its programs are; the session has to be one of root.'),
  become: z
    .custom<false>(
      (value) => value === false,
      'must be false, and the inventory has to say who logs in (ansible_user); whom a session becomes is said there, too, or by --become',
    )
    .meta({ title: '`false`', examples: [false] })
    .optional()
    .describe('`false`: its programs are those of who logs in, although the session becomes another user.'),
} as const;

/** What a playbook asks of a program of its own, beside what it does. */
export interface Running {
  /** Whose program it is; default that of the session, which is root as a rule. */
  readonly becomeUser?: string | undefined;
  /** Milliseconds until it is ended. */
  readonly timeout?: number | undefined;
}

/** Reads a program from standard input: on a command line everybody on the machine could read it. */
const READ = `program=$(cat); exec </dev/null; cd "\${HOME:-/}" 2>/dev/null || cd /; eval "$program"`;

/**
 * POSIX sh that runs a program as another user, and ends it in time; the program itself where neither is asked.
 * Functions and variables of the shell around it that are not exported are not at hand then.
 * @param before what its shell is told first, such as `set -eu`
 */
export function ownProgram(run: string, { becomeUser, timeout }: Running, before = ''): string {
  if (becomeUser === undefined && timeout === undefined) return run;
  const limit = timeout === undefined ? '' : `limited ${Math.ceil(timeout / 1000)} "$mark" `;
  const directly = `${limit}sh -c "$read"`;
  const begun = becomeUser === undefined ? directly : asUser(becomeUser, limit, directly);
  const piped = `printf %s ${quote(`${before}${run}`)} | {\n${begun}\n} || status=$?`;
  return `read=${quote(READ)}\nstatus=0\n${timeout === undefined ? piped : inTime(piped, timeout)}\n( exit "$status" )`;
}

/**
 * POSIX sh around a command that is called by way of `limited … "$mark"` and leaves its exit code as `$status`:
 * where it took too long, it says so.
 */
export function inTime(limited: string, timeout: number): string {
  return `${LIMITED}
mark=$(umask 077; mktemp -d)/own
${limited}
if [ -e "$mark.over" ]; then status=124; echo 'ended because it took longer than ${timeout / 1000} s' >&2; fi
rm -rf "\${mark%/own}"`;
}

/** In the same session, so that what ends the program ends all of it; `su` is for machines of busybox. */
function asUser(user: string, limit: string, directly: string): string {
  return `if [ "$(id -un)" = ${quote(user)} ]; then ${directly}
elif [ "$(id -u)" -ne 0 ]; then echo 'only root can run a program as another user' >&2; exit 1
elif command -v runuser >/dev/null; then ${limit}runuser -s /bin/sh --session-command "$read" ${quote(user)}
else ${limit}su -s /bin/sh -c "$read" ${quote(user)}; fi`;
}
