import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Submissions } from '../../../rollout/dbos/store/submissions.ts';
import type { TravellingFile } from '../../../rollout/submission.ts';
import { noteOwner, UNPACKED } from './left-folders.ts';

/** Writes the files of a rollout into a new folder that is this user's alone; each is what its hash says. */
export async function unpack(
  submissions: Submissions,
  files: readonly TravellingFile[],
): Promise<Outcome<string>> {
  // As others will name it: what is loaded from there is found by its real path.
  const folder = await realpath(await mkdtemp(join(tmpdir(), UNPACKED)));
  await noteOwner(folder);
  for (const { path, hash, executable } of files) {
    const content = await submissions.file(hash);
    if (!isBelow(path)) return failure(damaged(path));
    if (content === undefined || createHash('sha256').update(content).digest('hex') !== hash)
      return failure(damaged(path));
    const place = join(folder, path);
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await writeFile(place, content, { mode: 0o600, flag: 'wx' });
    if (executable === true) await chmod(place, 0o700);
  }
  return success(folder);
}

function isBelow(path: string): boolean {
  return !isAbsolute(path) && normalize(path).split('/')[0] !== '..';
}

function damaged(path: string) {
  return {
    code: 'usage.submission-damaged',
    summary: `${path} of the rollout is not in the database as it was submitted`,
    fix: 'Submit it anew.',
  } as const;
}
