import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Holds the lock as long as its standard input is open: when this program ends, however it ends, the kernel lets go.
 * Whoever waited on a file that was removed meanwhile starts over with the new one.
 */
const HOLDER = `
while :; do
  exec 9>>"$1"
  flock 9
  [ "$(stat -Lc %i /proc/self/fd/9)" = "$(stat -c %i "$1" 2>/dev/null)" ] && break
done
echo locked
exec cat >/dev/null
`;

/** Runs an action while no other process runs one under the same file; waits for its turn. */
export async function withLock<T>(file: string, action: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const holder = spawn('sh', ['-euc', HOLDER, 'lock', file], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = once(holder, 'exit');
  await Promise.race([
    once(holder.stdout, 'data'),
    ended.then(() => {
      throw new Error(`no lock could be had on ${file}`);
    }),
  ]);
  try {
    return await action();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
