import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import type { IncludedFile } from '../keepalived/lines.ts';

/** No configuration is larger; a device or a pipe has no size at all. */
const LARGEST_BYTES = 8 << 20;

/**
 * The files of an `include`, in the order of their names as `glob(3)` gives them; what cannot be read is as if
 * it were not there.
 */
export function includedFiles(pattern: string, from: string): readonly IncludedFile[] {
  const folder = resolve(dirname(from));
  const unquoted = pattern.replace(/^"(.*)"$/, '$1').trim();
  const found = globSync(unquoted, { cwd: folder, absolute: true, dot: false, expandDirectories: false });
  return found.sort().flatMap((file) => {
    try {
      const { size } = statSync(file);
      return size > LARGEST_BYTES ? [] : [{ file, text: readFileSync(file, 'utf8') }];
    } catch {
      return [];
    }
  });
}
