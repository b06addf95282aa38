import { chmod, lstat, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bench, command, startBench } from './support/in-process.ts';

let bench: Bench;
let key: string;

beforeAll(async () => {
  bench = await startBench();
  key = await bench.write('key', 'open sesame\n');
});
afterAll(() => bench.close());

const vault = (...words: readonly string[]) => command(['vault', ...words, '--vault-password-file', key]);

it('encrypts and decrypts in place, with the mode that a file has', async () => {
  const path = await bench.write('secrets.yaml', 'password: hunter2\n');
  await chmod(path, 0o640);
  expect((await vault('encrypt', path)).code).toBe(0);
  expect(await readFile(path, 'utf8')).toMatch(/^\$ANSIBLE_VAULT;/);
  expect((await stat(path)).mode & 0o777).toBe(0o640);
  expect((await vault('decrypt', path)).code).toBe(0);
  expect(await readFile(path, 'utf8')).toBe('password: hunter2\n');
});

it('writes what a link leads to, and never what somebody linked beside it', async () => {
  const target = await bench.write('real.yaml', 'a: b\n');
  const victim = await bench.write('victim', 'precious');
  const link = join(bench.folder, 'link.yaml');
  await symlink(target, link);
  await symlink(victim, `${link}.havip-deploy-new`);
  expect((await vault('encrypt', link)).code).toBe(0);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(await readFile(target, 'utf8')).toMatch(/^\$ANSIBLE_VAULT;/);
  expect(await readFile(victim, 'utf8')).toBe('precious');
  expect((await readdir(bench.folder)).filter((name) => name.startsWith('.'))).toEqual([]);
});

it('says which file cannot be written, as bad input', async () => {
  const { code, err } = await vault('encrypt', '/proc/version');
  expect(err).toContain('error[usage.unwritable-file]: cannot write /proc/version');
  expect(code).toBe(5);
});
