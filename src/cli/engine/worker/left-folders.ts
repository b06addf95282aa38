import { lstat, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { thisProcess } from '../../../engine/lease/control-process.ts';
import { isGone, ownerIn } from '../../rollout/owner.ts';

/** How the names of folders begin into which rollouts are unpacked. */
export const UNPACKED = 'havip-deploy-';

/** What travels has no such name. */
const OWNER = '.unpacked-by';

/** Notes in a folder whose it is, so that others know when it is nobody's. */
export async function noteOwner(folder: string): Promise<void> {
  await writeFile(join(folder, OWNER), JSON.stringify(thisProcess()), { mode: 0o600, flag: 'wx' });
}

/** Removes what workers of this user have left on this machine that were killed; gives how many folders. */
export async function removeLeft(): Promise<number> {
  const within = await realpath(tmpdir());
  // Where the folder cannot be listed, nothing is known to be left.
  const names = await readdir(within).catch(() => []);
  let removed = 0;
  for (const name of names.filter((each) => each.startsWith(UNPACKED))) {
    const folder = join(within, name);
    if (!(await isLeft(folder))) continue;
    await rm(folder, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

/** A folder of this user's own, never a link, whose process has ended. */
async function isLeft(folder: string): Promise<boolean> {
  try {
    const found = await lstat(folder);
    if (!found.isDirectory() || found.uid !== process.getuid?.()) return false;
    const owner = await ownerIn(join(folder, OWNER));
    return owner !== undefined && isGone(owner);
  } catch {
    // Its own worker has removed it meanwhile.
    return false;
  }
}
