import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Outcome, success } from '../../core/outcome.ts';
import { run } from '../command.ts';
import { exists } from '../packages/cache.ts';
import type { MachinePlan } from '../plan/layout.ts';
import { machineFolder } from '../record/state.ts';

/** Lays down what makes a machine this machine, before its first start; later starts find it as they left it. */
export async function prepareMachine(lab: string, machine: MachinePlan): Promise<Outcome<string>> {
  const folder = machineFolder(lab, machine.name);
  const prepared = join(folder, 'prepared');
  if (await exists(prepared)) return success(folder);
  await rm(folder, { recursive: true, force: true });
  for (const name of ['work', 'root', 'upper']) await mkdir(join(folder, name), { recursive: true });
  for (const [path, content] of Object.entries(ownFiles(machine))) {
    const file = join(folder, 'upper', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  const key = join(folder, 'upper', HOST_KEY);
  await mkdir(dirname(key), { recursive: true });
  const made = await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', machine.name, '-f', key]);
  if (!made.ok) return made;
  await writeFile(prepared, '');
  return success(folder);
}

const HOST_KEY = 'etc/ssh/ssh_host_ed25519_key';

/** Where a machine's public host key can be read from outside. */
export function hostKeyFile(lab: string, machine: string): string {
  return join(machineFolder(lab, machine), 'upper', `${HOST_KEY}.pub`);
}

/** The folders they are in have the same owner and mode in the image: an overlay shows the upper one's. */
function ownFiles(machine: MachinePlan): Readonly<Record<string, string>> {
  return {
    'etc/hostname': `${machine.name}\n`,
    'etc/hosts': `127.0.0.1 localhost\n${machine.privateIp} ${machine.name}\n`,
    'etc/machine-id': `${randomBytes(16).toString('hex')}\n`,
    'var/www/html/index.html': `${machine.name}\n`,
  };
}
