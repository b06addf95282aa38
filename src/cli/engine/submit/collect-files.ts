import { createHash } from 'node:crypto';
import { accessSync, constants, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Problem } from '../../../core/problem.ts';
import { readNamedFile } from '../../../core/read-named-file.ts';
import { messageOf } from '../../../core/text/message-of.ts';
import type { TravellingFile } from '../../../rollout/submission.ts';

/** A folder for inventories and playbooks has less; what has more is a home folder by mistake. */
const MOST_FILES = 5000;
const MOST_BYTES = 32 * 1024 * 1024;

/** Never part of a playbook or an inventory: hidden files, and what others have made. */
const LEFT_OUT = /^\.|^node_modules$/;

/** A file as it was when the rollout was submitted. */
export interface CollectedFile extends TravellingFile {
  /** Where it lies here, for messages. */
  readonly from: string;
  readonly content: Buffer;
}

/** Files with the folder that they have in common. */
export interface Collected {
  readonly root: string;
  readonly files: readonly CollectedFile[];
  /** Where a path lies below that folder. */
  readonly place: (path: string) => string;
}

/** Reads files, and folders with all that is below them. What is named and not there is passed over. */
export function collectFiles(paths: readonly string[]): Outcome<Collected> {
  const found = new Set<string>();
  try {
    for (const path of paths) addBelow(resolve(path), found);
    const root = commonFolder([...found, ...paths.map((path) => resolve(path))]);
    const place = (path: string) => relative(root, resolve(path)).split(sep).join('/') || '.';
    let bytes = 0;
    const files = [...found].sort().map((from): CollectedFile => {
      const content = readNamedFile(from);
      bytes += content.length;
      if (bytes > MOST_BYTES) throw new TooMuch(from);
      const hash = createHash('sha256').update(content).digest('hex');
      return { path: place(from), hash, from, content, ...(mayRun(from) && { executable: true }) };
    });
    return success({ root, files, place });
  } catch (error) {
    return failure(error instanceof TooMuch ? tooMuch(error.message) : unreadable(messageOf(error)));
  }
}

class TooMuch extends Error {}

function addBelow(path: string, found: Set<string>, above: ReadonlySet<string> = new Set()): void {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind?.isFile() === true) {
    found.add(path);
    if (found.size > MOST_FILES) throw new TooMuch(dirname(path));
  }
  if (kind?.isDirectory() !== true) return;
  const real = realpathSync(path);
  // A link that leads to a folder around it has no end.
  if (above.has(real)) return;
  for (const name of readdirSync(path))
    if (!LEFT_OUT.test(name)) addBelow(join(path, name), found, new Set([...above, real]));
}

function commonFolder(paths: readonly string[]): string {
  const [first = '/', ...others] = paths.map((path) => dirname(path));
  let folder = first;
  while (!others.every((other) => `${other}/`.startsWith(folder === '/' ? '/' : `${folder}/`)))
    folder = dirname(folder);
  return folder;
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return (statSync(path).mode & 0o111) !== 0;
  } catch {
    return false;
  }
}

function tooMuch(where: string): Problem {
  return {
    code: 'usage.too-much-to-submit',
    summary: `more than ${MOST_FILES} files or ${MOST_BYTES / 1024 / 1024} MiB would be submitted, with ${where}`,
    detail: 'Whatever lies in the folders of the playbook and of the inventory travels with a rollout.',
    fix: 'Put inventory and playbook into folders of their own.',
  };
}

function unreadable(detail: string): Problem {
  return {
    code: 'usage.unreadable-file',
    summary: 'a file of the inventory or of the playbook cannot be read',
    detail,
    fix: 'Give this user the right to read it, or take it out of the folder.',
  };
}
