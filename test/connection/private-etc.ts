import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Workshop } from './sshd.ts';

/** Whether this process may make a mount namespace with users of its own. */
export const mayHaveUsers = userInfo().uid === 0 && succeeds('unshare', '-m', 'true');

function succeeds(command: string, ...words: string[]): boolean {
  try {
    execFileSync(command, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * A launcher that gives what it starts an /etc of its own, laid over the machine's: users, passwords and
 * sudoers are real there, and gone with the last process. `setup` is shell.
 */
export function privateEtc(workshop: Workshop, setup: readonly string[]): string[] {
  const over = join(workshop.folder, `etc-${Math.random().toString(36).slice(2)}`);
  const script = workshop.file(
    `${over.split('/').at(-1)}.sh`,
    [
      'set -e',
      // Where a server is started anew on another port, it is there.
      `mkdir -p ${over}`,
      `mount -t tmpfs none ${over}`,
      `mkdir ${over}/upper ${over}/work ${over}/homes`,
      `mount -t overlay overlay -o lowerdir=/etc,upperdir=${over}/upper,workdir=${over}/work /etc`,
      // A shell without start-up files, so that tests do not measure those.
      'usermod -s /bin/sh root 2>/dev/null',
      `homes=${over}/homes`,
      ...setup,
      'exec "$@"',
      '',
    ].join('\n'),
  );
  return ['unshare', '-m', '/bin/sh', script];
}
