import { readFileSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const expected = "must be new URL('./files/name', import.meta.url), or an absolute path on this machine";

/** A file on the control machine, found beside the playbook by `new URL('./files/x', import.meta.url)`. */
export const localPath = z
  // Not z.instanceof, whose inferred type would want Node's own types of whoever uses the library.
  .union([z.custom<URL>((given) => given instanceof URL), z.string()], expected)
  .refine((given) => (given instanceof URL ? given.protocol === 'file:' : isAbsolute(given)), expected)
  .transform((given) => (given instanceof URL ? fileURLToPath(given) : given))
  .meta({ title: 'file on this machine', examples: ['/srv/files/app.conf'] });

/** What can be read of a file on the control machine, once for each step that is made with it. */
export interface LocalFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The same, read: that it is missing is told before any host is contacted. */
export const localFile = localPath.transform((path, context): LocalFile => {
  try {
    if (statSync(path).isFile()) return { path, bytes: readFileSync(path) };
    context.addIssue({ code: 'custom', message: `names ${path}, which is no file` });
  } catch (error) {
    context.addIssue({ code: 'custom', message: `names ${path}, which cannot be read: ${codeOf(error)}` });
  }
  return z.NEVER;
});

/** `ENOENT` and its like. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
