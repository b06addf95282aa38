import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Outcome, success } from '../../core/outcome.ts';
import { Secret } from '../../core/secret.ts';
import { run } from '../command.ts';
import { exists } from '../packages/cache.ts';
import type { LabLogin } from '../plan/options.ts';

/** The files that a lab leaves for its user; nothing else in the folder is ours. */
export interface AccessFiles {
  readonly inventoryFile: string;
  readonly knownHostsFile: string;
  readonly privateKeyFile: string;
  readonly publicKeyFile: string;
  readonly sudoPasswordFile: string;
  /** Where programs of Tencent's look in a home folder. */
  readonly cloudCredentialsFile: string;
  readonly cloudEnvironmentFile: string;
  readonly engineEnvironmentFile: string;
}

/** Where those files are. */
export function accessFiles(directory: string): AccessFiles {
  return {
    inventoryFile: join(directory, 'inventory.yaml'),
    knownHostsFile: join(directory, 'known_hosts'),
    privateKeyFile: join(directory, 'id_ed25519'),
    publicKeyFile: join(directory, 'id_ed25519.pub'),
    sudoPasswordFile: join(directory, 'sudo-password'),
    cloudCredentialsFile: join(directory, '.tencentcloud', 'credentials'),
    cloudEnvironmentFile: join(directory, 'cloud.env'),
    engineEnvironmentFile: join(directory, 'engine.env'),
  };
}

/** Makes the lab's key, and the ordinary user's password where there is one, unless they are there. */
export async function ensureCredentials(directory: string, login: LabLogin): Promise<Outcome<AccessFiles>> {
  const files = accessFiles(directory);
  await mkdir(directory, { recursive: true });
  if (!((await exists(files.privateKeyFile)) && (await exists(files.publicKeyFile)))) {
    await rm(files.privateKeyFile, { force: true });
    const keygen = ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'havip-deploy-lab', '-f'];
    const made = await run([...keygen, files.privateKeyFile]);
    if (!made.ok) return made;
  }
  if (login === 'sudo' && !(await exists(files.sudoPasswordFile))) {
    const password = randomBytes(12).toString('base64url');
    await writeFile(files.sudoPasswordFile, `${password}\n`, { mode: 0o600 });
  }
  return success(files);
}

/** The ordinary user's password, for login and sudo alike. */
export async function readSudoPassword(directory: string): Promise<Secret> {
  return new Secret((await readFile(accessFiles(directory).sudoPasswordFile, 'utf8')).trim());
}

/** Removes the lab's files, and folders too where they held nothing else. */
export async function removeAccessFiles(directory: string): Promise<void> {
  for (const file of Object.values(accessFiles(directory))) await rm(file, { force: true });
  for (const folder of [dirname(accessFiles(directory).cloudCredentialsFile), directory])
    if ((await exists(folder)) && (await readdir(folder)).length === 0) await rmdir(folder);
}
