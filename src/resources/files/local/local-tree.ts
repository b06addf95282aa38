import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { z } from 'zod';
import { codeOf, localPath } from './local-file.ts';

/** One file below the folder that is copied, or the file itself. */
export interface LocalEntry {
  readonly source: string;
  /** Below the destination, with `/`; empty where a file is copied and no folder. */
  readonly name: string;
  readonly sha256: string;
  readonly executable: boolean;
}

/** A file or a folder on the control machine, with all that is in it. */
export interface LocalTree {
  readonly path: string;
  readonly isFolder: boolean;
  readonly entries: readonly LocalEntry[];
}

/** Read as the step is made, so that what is missing is told before any host is contacted. */
export const localTree = localPath.transform((path, context): LocalTree => {
  try {
    const isFolder = statSync(path).isDirectory();
    const files = isFolder ? filesBelow(path) : [path];
    const bad = files.find((file) => /[\n\r]/.test(file));
    if (bad !== undefined)
      context.addIssue({
        code: 'custom',
        message: `holds a file whose name is of two lines: ${JSON.stringify(bad)}`,
      });
    return { path, isFolder, entries: files.map((file) => entry(path, file, isFolder)) };
  } catch (error) {
    context.addIssue({ code: 'custom', message: `names ${path}, which cannot be read: ${codeOf(error)}` });
    return { path, isFolder: false, entries: [] };
  }
}) satisfies z.ZodType<LocalTree>;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((each) => join(each.parentPath, each.name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

function entry(root: string, source: string, isFolder: boolean): LocalEntry {
  return {
    source,
    name: isFolder ? relative(root, source).split(sep).join('/') : '',
    sha256: createHash('sha256').update(readFileSync(source)).digest('hex'),
    executable: (statSync(source).mode & 0o100) !== 0,
  };
}
