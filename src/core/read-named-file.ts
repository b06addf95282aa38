import { readFileSync, type Stats, statSync } from 'node:fs';

/** The number of `/dev/null`, which ends at once, as an empty file does. */
const NULL_DEVICE = 0x103;

/** How a shell gives what another program prints, and standard input. */
const GIVEN = /^\/(?:dev\/(?:fd\/|stdin$)|proc\/)/;

/**
 * A file that somebody has named, or that lies in a folder that somebody has named: a pipe that nobody writes into and a
 * device without an end would keep the whole program waiting, its signals too.
 * @throws Error where it is no file, or cannot be read
 */
export function readNamedFile(path: string | URL): Buffer {
  const found = statSync(path, { throwIfNoEntry: false });
  const kind = found && endless(String(path), found);
  if (kind !== undefined) throw new Error(`it is ${kind}, not a file`);
  return readFileSync(path);
}

/** Whether it is a file by its kind, and not a folder, a pipe or a device; also false where nothing is there. */
export function isRegularFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function endless(path: string, found: Stats): string | undefined {
  if (found.isFIFO()) return GIVEN.test(path) ? undefined : 'a named pipe';
  if (found.isBlockDevice()) return 'a device';
  if (!found.isCharacterDevice() || found.rdev === NULL_DEVICE || GIVEN.test(path)) return undefined;
  return 'a device';
}
