import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Outcome, success } from '../core/outcome.ts';
import { exists } from './cache.ts';
import { run } from './command.ts';
import type { MachinePlan } from './layout.ts';
import { ORDINARY_USER } from './recipe.ts';
import { machineFolder } from './state.ts';

/** A file or folder that a machine has of its own; folders end in a slash. */
interface OwnFile {
  readonly path: string;
  readonly content?: string;
  readonly mode: number;
  readonly owner?: number;
}

/** Lays down what makes a machine this machine, before its first start; later starts find it as they left it. */
export async function prepareMachine(
  lab: string,
  machine: MachinePlan,
  authorizedKey: string,
): Promise<Outcome<string>> {
  const folder = machineFolder(lab, machine.name);
  const prepared = join(folder, 'prepared');
  if (await exists(prepared)) return success(folder);
  await rm(folder, { recursive: true, force: true });
  for (const name of ['work', 'root']) await mkdir(join(folder, name), { recursive: true });
  for (const file of ownFiles(machine, authorizedKey)) await layDown(join(folder, 'upper'), file);
  const key = join(folder, 'upper', HOST_KEY);
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

/** Folders that the image has too must be listed with its modes: an overlay shows the upper one's. */
function ownFiles(machine: MachinePlan, authorizedKey: string): readonly OwnFile[] {
  const home = ORDINARY_USER.home.slice(1);
  const owner = ORDINARY_USER.id;
  return [
    { path: 'etc/ssh/', mode: 0o755 },
    { path: 'etc/hostname', content: `${machine.name}\n`, mode: 0o644 },
    {
      path: 'etc/hosts',
      content: `127.0.0.1 localhost\n${machine.privateIp} ${machine.name}\n`,
      mode: 0o644,
    },
    { path: 'etc/machine-id', content: `${randomBytes(16).toString('hex')}\n`, mode: 0o444 },
    { path: 'root/', mode: 0o700 },
    { path: 'root/.ssh/', mode: 0o700 },
    { path: 'root/.ssh/authorized_keys', content: authorizedKey, mode: 0o600 },
    { path: `${home}/`, mode: 0o755, owner },
    { path: `${home}/.ssh/`, mode: 0o700, owner },
    { path: `${home}/.ssh/authorized_keys`, content: authorizedKey, mode: 0o600, owner },
    { path: 'var/www/html/', mode: 0o755 },
    { path: 'var/www/html/index.html', content: `${machine.name}\n`, mode: 0o644 },
  ];
}

async function layDown(root: string, file: OwnFile): Promise<void> {
  const path = join(root, file.path);
  if (file.content === undefined) {
    await mkdir(path, { recursive: true });
  } else {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.content);
  }
  await chmod(path, file.mode);
  if (file.owner !== undefined) await chown(path, file.owner, file.owner);
}
