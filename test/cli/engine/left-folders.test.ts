import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { noteOwner, removeLeft } from '../../../src/cli/engine/worker/left-folders.ts';
import { thisProcess } from '../../../src/engine/lease/control-process.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'left-folders-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function unpacked(name: string, owner: object | undefined): Promise<string> {
  const made = join(folder, name);
  await mkdir(join(made, 'group_vars'), { recursive: true });
  await writeFile(join(made, 'group_vars/all.yaml'), 'a: 1\n');
  if (owner !== undefined) await writeFile(join(made, '.unpacked-by'), JSON.stringify(owner));
  return made;
}

it('removes what processes have left that ended, and nothing else', async () => {
  const us = thisProcess();
  // Process ids end at 4194304.
  const gone = { ...us, pid: 5_000_000 };
  await unpacked('havip-deploy-killed', gone);
  await unpacked('havip-deploy-reused', { ...us, pidStart: '1' });
  await unpacked('havip-deploy-before-boot', { ...gone, boot: 'another pid:[1]' });
  await unpacked('havip-deploy-elsewhere', { ...gone, host: 'another', boot: 'another pid:[1]' });
  await unpacked('havip-deploy-unmarked', undefined);
  await unpacked('havip-deploy-damaged', { pid: 'x' });
  const ours = await unpacked('havip-deploy-ours', undefined);
  await noteOwner(ours);
  await symlink(await unpacked('other-name', gone), join(folder, 'havip-deploy-link'));
  await writeFile(join(folder, 'havip-deploy-file'), '');
  expect(await removeLeft()).toBe(3);
  expect((await readdir(folder)).toSorted()).toEqual([
    'havip-deploy-damaged',
    'havip-deploy-elsewhere',
    'havip-deploy-file',
    'havip-deploy-link',
    'havip-deploy-ours',
    'havip-deploy-unmarked',
    'other-name',
  ]);
  expect(await removeLeft()).toBe(0);
});
