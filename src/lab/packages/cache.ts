import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Outcome, success } from '../../core/outcome.ts';
import { withLock } from '../record/lock.ts';

/**
 * Makes something that the cache keeps, unless it is there; whoever comes at the same time waits and shares it.
 * The maker moves it to its place in one step, so that what is there is whole.
 */
export async function ensureCached(
  cacheDirectory: string,
  path: string,
  make: () => Promise<Outcome<unknown>>,
): Promise<Outcome<string>> {
  if (await exists(path)) return success(path);
  await mkdir(cacheDirectory, { recursive: true });
  return withLock(join(cacheDirectory, 'lock'), async () => {
    if (await exists(path)) return success(path);
    const made = await make();
    return made.ok ? success(path) : made;
  });
}

/** Whether there is something under a path. */
export async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
