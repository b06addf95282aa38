import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { revealed, Secret } from '../../src/core/secret.ts';
import { loadInventory } from '../../src/inventory/index.ts';
import { hasAnsible, MISSING } from '../inventory/ansible.ts';
import { type Bench, command, startBench } from './support/in-process.ts';

const run = promisify(execFile);

/** Contents that a copy may spoil, and the id that each is encrypted with. */
const CONTENTS: readonly (readonly [string, Buffer, string])[] = [
  ['a mapping', Buffer.from('password: hunter2\n'), 'default'],
  ['no end of line', Buffer.from('x'), 'prod'],
  ['umlauts', Buffer.from('ключ: "é ✓ 😀"\r\n'), 'prod'],
  ['bytes that are no text', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), 'dev'],
  ['a whole block', Buffer.alloc(16, 'a'), 'dev'],
  ['nothing', Buffer.alloc(0), 'default'],
  ['much', Buffer.alloc(100_000, 'abc\n'), 'prod'],
];

describe.skipIf(!hasAnsible())(`ansible-vault and ours (skipped where ${MISSING})`, () => {
  let bench: Bench;
  let keys: readonly string[];
  const path = (index: number) => join(bench.folder, `content-${index}`);

  beforeAll(async () => {
    bench = await startBench();
    const plain = await bench.write('plain', 'open sesame\n');
    const script = await bench.write('prod-client.sh', '#!/bin/sh\n[ "$2" = prod ] && echo " of prod "\n');
    await chmod(script, 0o755);
    const dev = await bench.write('dev', 'of dev');
    keys = [`--vault-id=dev@${dev}`, `--vault-id=prod@${script}`, `--vault-password-file=${plain}`];
  });
  afterAll(() => bench.close());

  const ansible = async (name: string, ...words: readonly string[]) =>
    (await run(name, [...words, ...keys], { env: { ...process.env, ANSIBLE_HOME: bench.folder } })).stdout;
  const ours = async (name: string, ...words: readonly string[]) => {
    const result = await command(['vault', name, ...words, ...keys]);
    expect(result.err).not.toContain('error');
    expect(result.code).toBe(0);
    return result.out;
  };
  const write = () => Promise.all(CONTENTS.map(([, content], index) => writeFile(path(index), content)));
  const all = CONTENTS.map((_, index) => index);
  const ofId = (id: string) => all.filter((index) => CONTENTS[index]?.[2] === id).map(path);
  const expectPlain = async () => {
    for (const index of all)
      expect(await readFile(path(index)), CONTENTS[index]?.[0]).toEqual(CONTENTS[index]?.[1]);
  };

  it('decrypts there what is encrypted here, with each id', { timeout: 60_000 }, async () => {
    await write();
    for (const id of ['default', 'prod', 'dev']) await ours('encrypt', ...ofId(id), '--encrypt-vault-id', id);
    expect(await readFile(path(1), 'latin1')).toMatch(/^\$ANSIBLE_VAULT;1\.2;AES256;prod\n[0-9a-f]{80}\n/);
    await ansible('ansible-vault', 'decrypt', ...all.map(path));
    await expectPlain();
  });

  it('decrypts, edits and encrypts anew here what is encrypted there', { timeout: 60_000 }, async () => {
    await write();
    await ansible('ansible-vault', 'encrypt', ...ofId('prod'), '--encrypt-vault-id', 'prod');
    for (const id of ['default', 'dev']) await ours('encrypt', ...ofId(id), '--encrypt-vault-id', id);
    const copy = join(bench.folder, 'copy');
    await copyFile(path(2), copy);
    await ours('decrypt', ...all.map(path));
    await expectPlain();
    const edited = await command(['vault', 'edit', copy, ...keys], {
      environment: { EDITOR: 'echo more >>' },
    });
    expect(edited.code).toBe(0);
    expect(await readFile(copy, 'latin1')).toMatch(/^\$ANSIBLE_VAULT;1\.2;AES256;prod\n/);
    await ours('rekey', copy, `--new-vault-id=dev@${join(bench.folder, 'dev')}`);
    expect(await readFile(copy, 'latin1')).toMatch(/^\$ANSIBLE_VAULT;1\.2;AES256;dev\n/);
    expect(await ansible('ansible-vault', 'view', copy)).toContain('ключ: "é ✓ 😀"\r\nmore\n');
  });

  it('reads there what encrypt-string writes here, and the other way round', {
    timeout: 60_000,
  }, async () => {
    const values = ['hunter2', 'two\nlines\n', ' {{ braces }} ', 'é'];
    const written = await Promise.all(
      values.map((value, index) =>
        ours('encrypt-string', value, '--name', `v${index}`, '--encrypt-vault-id', 'dev'),
      ),
    );
    const theirs = await ansible(
      'ansible-vault',
      'encrypt_string',
      's3cret',
      '--name',
      'theirs',
      '--encrypt-vault-id',
      'prod',
    );
    const file = await bench.write('vars.yml', `${written.join('')}${theirs}`);
    const expression = `{{ [${values.map((_, index) => `v${index}`).join(', ')}] | to_json }}`;
    const debug = ['-m', 'debug', '-a', `msg="${expression}"`, '-e', `@${file}`, '-i', 'h,'];
    const said = await ansible('ansible', 'h', ...debug);
    expect(JSON.parse(JSON.parse(said.slice(said.indexOf('{'))).msg)).toEqual(values);
    const folder = join(bench.folder, 'play');
    await mkdir(join(folder, 'group_vars'), { recursive: true });
    await copyFile(file, join(folder, 'group_vars/all.yml'));
    const vaultKeys = [{ id: 'prod', password: new Secret(' of prod ') }];
    const loaded = await loadInventory({
      path: 'h,',
      playbookFolder: folder,
      vaultKeys,
      homeDirectory: '/',
      localUser: 'me',
    });
    expect(loaded.ok && revealed(loaded.value.hosts.get('h')?.vars.theirs)).toBe('s3cret');
  });
});
