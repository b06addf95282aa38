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

it('takes standard input, and writes standard output or another file', async () => {
  const sealed = await command(['vault', 'encrypt', '--vault-password-file', key], { input: 'a: b\n' });
  expect(sealed.out).toMatch(/^\$ANSIBLE_VAULT;1\.1;AES256\n/);
  const path = await bench.write('sealed', sealed.out);
  const output = join(bench.folder, 'opened');
  expect((await vault('decrypt', path, '--output', '-')).out).toBe('a: b\n');
  expect((await vault('decrypt', path, '--output', output)).code).toBe(0);
  expect(await readFile(output, 'utf8')).toBe('a: b\n');
  expect((await stat(output)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toBe(sealed.out);
});

it.each([
  ['two files with one output', ['decrypt', 'a', 'b', '--output', 'c'], '--output is for one file'],
  ['what is not encrypted', ['view', 'PLAIN'], 'is not encrypted'],
  ['what is encrypted', ['encrypt', 'SEALED'], 'is encrypted already'],
  ['another password', ['decrypt', 'OTHER'], 'No vault password that was given opens it.'],
  [
    'an id that nobody has',
    ['encrypt', 'PLAIN', '--encrypt-vault-id', 'x'],
    'no vault password has the id "x"',
  ],
  ['no value', ['encrypt-string'], 'there is no value to encrypt'],
])('refuses %s', async (_name, words, said) => {
  const [plain, other] = [await bench.write('PLAIN', 'a: b\n'), await bench.write('other', 'x\n')];
  const sealed = await bench.write('SEALED', 'c: d\n');
  const foreign = await bench.write('OTHER', 'e: f\n');
  await vault('encrypt', sealed);
  await command(['vault', 'encrypt', foreign, '--vault-password-file', other]);
  const files: Readonly<Record<string, string>> = { PLAIN: plain, SEALED: sealed, OTHER: foreign };
  const { code, err } = await vault(...words.map((word) => files[word] ?? word));
  expect(err).toContain(said);
  expect(code).toBe(5);
  expect(await readFile(plain, 'utf8')).toBe('a: b\n');
});

it('takes the password that ansible.cfg names', async () => {
  const config = await bench.write('ansible.cfg', `[defaults]\nvault_password_file = ${key}\n`);
  const path = await bench.write('by-config.yaml', 'a: b\n');
  const { code } = await command(['vault', 'encrypt', path], { environment: { ANSIBLE_CONFIG: config } });
  expect(code).toBe(0);
  expect((await vault('view', path)).out).toBe('a: b\n');
});
