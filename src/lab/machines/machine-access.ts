import { readFile } from 'node:fs/promises';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { Lab } from '../lab.ts';
import { accessFiles } from '../record/access-files.ts';
import { machineExec } from './inside.ts';

/** Reads three lines: the user, its key, and its password, which may be empty. */
const PROGRAM = `
set -eu
read -r user
read -r key
read -r password
home=$(getent passwd "$user" | cut -d: -f6)
install -d -m 700 -o "$user" -g "$user" "$home/.ssh"
umask 077
printf '%s\\n' "$key" >"$home/.ssh/authorized_keys"
chown "$user:$user" "$home/.ssh/authorized_keys"
[ -z "$password" ] || printf '%s:%s\\n' "$user" "$password" | chpasswd
`;

/** Lets the lab's user into every machine, with the key and the password that the lab's folder has now. */
export async function installAccess(lab: Lab): Promise<Outcome<void>> {
  const key = (await readFile(accessFiles(lab.directory).publicKeyFile, 'utf8')).trim();
  const stdin = `${lab.user}\n${key}\n${lab.sudoPassword?.reveal() ?? ''}\n`;
  const installs = lab.machines.map(async ({ name }): Promise<Problem | null> => {
    const { exitCode, stderr } = await machineExec(lab, name, PROGRAM, { stdin });
    return exitCode === 0 ? null : notLetIn(name, stderr);
  });
  const problems = (await Promise.all(installs)).filter((problem) => problem !== null);
  return problems.length > 0 ? failure(...problems) : success(undefined);
}

function notLetIn(machine: string, stderr: string): Problem {
  return {
    code: 'host.lab-access',
    summary: `the lab's user cannot be let into ${machine}`,
    detail: stderr.trim(),
    fix: 'Take the lab down and bring it up again.',
    host: machine,
  };
}
