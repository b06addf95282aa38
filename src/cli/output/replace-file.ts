import { randomBytes } from 'node:crypto';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Problem } from '../../core/problem.ts';
import { messageOf } from '../../core/text/message-of.ts';

/**
 * Writes a file anew, with the mode and the owner that it has: a reader sees the old text or the new one, never
 * half of one, also after a crash. A link stays one: what it leads to is written. Rejects where the file cannot
 * be written, or its owner not be kept; then it is as it was.
 */
export async function replaceFile(path: string, content: string | Buffer): Promise<void> {
  const target = await realpath(path);
  const { mode, uid, gid } = await stat(target);
  await putInPlace(target, content, 0o600, async (file) => {
    const made = await file.stat();
    if (made.uid !== uid || made.gid !== gid) await file.chown(uid, gid);
    await file.chmod(mode & 0o7777);
  });
}

/**
 * Writes a file that is ours alone, whether or not there was one: a link in its place makes way, and what it leads
 * to is left alone. Rejects where that cannot be; then all is as it was.
 * @param mode less what the umask takes away
 */
export async function placeFile(path: string, content: string | Buffer, mode = 0o666): Promise<void> {
  await putInPlace(path, content, mode, async () => {});
}

/** A name for a new file beside another that nobody can have put a link under. */
export function nameBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(8).toString('hex')}.new`);
}

/** The problem that a file cannot be written. */
export function unwritable(file: string, error: unknown): Problem {
  return {
    code: 'usage.unwritable-file',
    summary: `cannot write ${file}`,
    detail: messageOf(error),
    fix: 'Its mode and owner must be kept: run this as its owner, or as root',
  };
}

async function putInPlace(
  target: string,
  content: string | Buffer,
  mode: number,
  adapt: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const beside = nameBeside(target);
  try {
    // Made new: in a shared folder somebody else may have put a link there.
    const file = await open(beside, 'wx', mode);
    try {
      await file.writeFile(content);
      await adapt(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
