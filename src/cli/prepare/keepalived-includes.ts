import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import type { IncludedFile } from '../../keepalived/parse/lines.ts';

/** Some of them never end, and are files all the same. */
const OF_THE_KERNEL = /^\/(?:proc|sys)\//;

/** No configuration is larger, all that one line includes together. */
const LARGEST_BYTES = 8 << 20;

/**
 * The files of an `include`, in the order of their names as `glob(3)` gives them; what cannot be read is as if
 * it were not there.
 */
export function includedFiles(pattern: string, from: string): readonly IncludedFile[] {
  const folder = resolve(dirname(from));
  const unquoted = pattern.replace(/^"(.*)"$/, '$1').trim();
  let left = LARGEST_BYTES;
  return matching(unquoted, folder).flatMap((file) => {
    try {
      const found = statSync(file);
      if (OF_THE_KERNEL.test(file) || !found.isFile()) return [];
      left -= found.size;
      return left < 0 ? [] : [{ file, text: readFileSync(file, 'utf8') }];
    } catch {
      return [];
    }
  });
}

/** None for the folder itself, which the library takes for no pattern at all. `**` is no more than `*` to `glob(3)`. */
function matching(pattern: string, folder: string): string[] {
  if (resolve(folder, pattern) === folder) return [];
  return globSync(pattern.replace(/\*{2,}/g, '*'), {
    cwd: folder,
    absolute: true,
    dot: false,
    expandDirectories: false,
  }).sort();
}
