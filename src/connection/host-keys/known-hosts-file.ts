import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { SessionOptions } from '../../core/ssh/target.ts';
import { isMissing } from '../missing-file.ts';
import { SharedFiles } from '../shared-files.ts';
import { keyTypeOf, knownHostName, parseKnownHosts } from './known-hosts.ts';
import { KnownHostsFile, KnownKeys } from './known-keys.ts';

/** As ssh has them by default. */
const GLOBAL_FILES = ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];
const USER_FILES = ['known_hosts', 'known_hosts2'];

/** The user's known_hosts files; a new key is kept in the first. */
export function userKnownHostsFiles(
  ssh: SessionOptions,
  homeDirectory: string | undefined,
): readonly string[] {
  if (ssh.userKnownHostsFiles !== undefined) return ssh.userKnownHostsFiles;
  return homeDirectory === undefined ? [] : USER_FILES.map((name) => join(homeDirectory, '.ssh', name));
}

/** All known host keys, the user's and the machine's; a file that does not exist holds none. */
export async function readKnownHosts(
  userFiles: readonly string[],
  globalFiles: readonly string[] = GLOBAL_FILES,
): Promise<Outcome<KnownKeys>> {
  try {
    const files = await Promise.all([...userFiles, ...globalFiles].map(readEntries));
    return success(new KnownKeys(files));
  } catch (error) {
    return failure({
      code: 'connection.known-hosts-unreadable',
      summary: 'cannot read the known host keys',
      detail: String(error),
      fix: 'make the file readable, or name another with -o UserKnownHostsFile',
    });
  }
}

const knownHostsFiles = new SharedFiles(
  (content, file) => new KnownHostsFile(parseKnownHosts(content.toString('utf8'), file)),
);

const NO_FILE = new KnownHostsFile([]);

async function readEntries(file: string): Promise<KnownHostsFile> {
  try {
    return await knownHostsFiles.read(file);
  } catch (error) {
    if (isMissing(error)) return NO_FILE;
    throw error;
  }
}

/**
 * Opens a known_hosts file for one more entry on a line of its own; the file is made (0600, its folder 0700) where
 * there is none.
 * @returns the handle, and what has to stand before the entry
 */
async function openForEntry(file: string): Promise<{ readonly handle: FileHandle; readonly before: string }> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  const { size } = await handle.stat();
  const last = Buffer.alloc(1);
  if (size > 0) await handle.read(last, 0, 1, size - 1);
  return { handle, before: size > 0 && last.toString() !== '\n' ? '\n' : '' };
}

/** Makes sure that somebody else can add an entry to a known_hosts file; throws where nobody could. */
export async function makeReadyForEntry(file: string): Promise<void> {
  const { handle, before } = await openForEntry(file);
  try {
    if (before !== '') await handle.write(before);
  } finally {
    await handle.close();
  }
}

/** Adds a host's key to a known_hosts file. */
export async function rememberHostKey(
  file: string,
  address: string,
  port: number,
  key: Buffer,
): Promise<void> {
  const { handle, before } = await openForEntry(file);
  try {
    const entry = `${knownHostName(address, port)} ${keyTypeOf(key)} ${key.toString('base64')}`;
    // One write in append mode: hosts that are met at the same time do not overwrite each other.
    await handle.write(`${before}${entry}\n`);
  } finally {
    await handle.close();
  }
}
