import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { exists } from '../packages/cache.ts';
import { installPackages, PACKAGES_LOCK } from '../packages/host-packages.ts';
import { withLock } from '../record/lock.ts';

/** Where Debian puts each release. */
const RELEASES = '/usr/lib/postgresql';

/** Keeps Debian's own server from being started by the installation; what is there already decides for itself. */
const START_NOTHING = '/usr/sbin/policy-rc.d';

/** The programs of Debian's PostgreSQL, which is installed where it is missing and not started. */
export async function ensurePostgres(onProgress: (text: string) => void): Promise<Outcome<string>> {
  const there = await programsFolder();
  if (there !== undefined) return success(there);
  return withLock(PACKAGES_LOCK, async () => {
    const installed = await installPackages(['postgresql'], onProgress, START_NOTHING);
    if (!installed.ok) return installed;
    const folder = await programsFolder();
    return folder === undefined ? failure(NOT_THERE) : success(folder);
  });
}

async function programsFolder(): Promise<string | undefined> {
  const releases = await readdir(RELEASES).catch(() => []);
  const folders = releases.sort((a, b) => Number(b) - Number(a)).map((each) => join(RELEASES, each, 'bin'));
  for (const folder of folders) if (await exists(join(folder, 'initdb'))) return folder;
  return undefined;
}

const NOT_THERE = {
  code: 'host.lab-no-postgres',
  summary: 'the package postgresql is installed, and has no server',
  detail: `There is no program initdb below ${RELEASES}.`,
  fix: 'Install a server: apt-get install postgresql.',
} as const;
