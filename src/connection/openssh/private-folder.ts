import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A socket's path has 104 characters at most, and ssh adds 17 while it makes one. */
const LONGEST_FOLDER = 60;

/** A new folder that only this user may enter, with a path short enough for sockets in it. */
export function privateFolder(): Promise<string> {
  const usual = tmpdir();
  return mkdtemp(join(usual.length > LONGEST_FOLDER ? '/tmp' : usual, 'hd-'));
}
