import { execFileSync } from 'node:child_process';
import { chmod, link, lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogFile, MOST_LOG_BYTES } from '../../../src/cli/trace/log-file.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havip-log-'));
  path = join(folder, 'node.log');
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes texts to the log; gives what could not be done. */
async function logged(...texts: readonly string[]): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  const file = new LogFile(path, (error) => void failures.push(error));
  for (const text of texts) file.write(text);
  await file.settled();
  return failures;
}

describe('a log file', () => {
  it('is for its owner alone, in order, and is added to', async () => {
    expect(await logged('one\n', 'two\n')).toEqual([]);
    await chmod(path, 0o644);
    await logged('three\n');
    expect(await readFile(path, 'utf8')).toBe('one\ntwo\nthree\n');
    expect((await lstat(path)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['a link', (other: string) => symlink(other, path)],
    ['a second name of a file', (other: string) => link(other, path)],
    ['a link that leads nowhere', () => symlink(join(folder, 'nowhere'), path)],
    ['a pipe', async () => void execFileSync('mkfifo', [path])],
  ])('takes the place of %s, and leaves alone what that leads to', async (_name, plant) => {
    const other = join(folder, 'other');
    await writeFile(other, 'mine');
    await plant(other);
    expect(await logged('one\n')).toEqual([]);
    expect(await readFile(other, 'utf8')).toBe('mine');
    expect(await readFile(path, 'utf8')).toBe('one\n');
    const seen = await lstat(path);
    expect([seen.isFile(), seen.nlink, seen.mode & 0o777]).toEqual([true, 1, 0o600]);
    await expect(lstat(join(folder, 'nowhere'))).rejects.toThrow('ENOENT');
  });

  it('that cannot be written is told once, and holds nothing up', async () => {
    await mkdir(path);
    expect(await logged('one\n', 'two\n')).toHaveLength(1);
  });

  it('of one run is bounded, and says so', async () => {
    const part = 'x'.repeat(1024 * 1024);
    await logged(...Array.from({ length: 20 }, () => part));
    const text = await readFile(path, 'utf8');
    expect(text.length).toBeLessThan(MOST_LOG_BYTES + 100);
    expect(text).toMatch(/\(the log of this run ends here, at 8388608 bytes\)\n$/);
  });

  it('makes way for a new one where it has grown', async () => {
    await writeFile(path, 'x'.repeat(MOST_LOG_BYTES + 1), { mode: 0o600 });
    await logged('one\n');
    expect(await readFile(path, 'utf8')).toBe('one\n');
    expect((await lstat(`${path}.1`)).size).toBe(MOST_LOG_BYTES + 1);
  });
});
