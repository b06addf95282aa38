import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../cli/support/in-process.ts';
import { codeBlocks, markdownFiles } from './pages.ts';

/** Hosts, groups and variables that the pages name. */
const INVENTORY = `all:
  vars: { colour: green }
  hosts: { here: {}, lb-01: {} }
  children:
    web:
      vars: { havip: { address: 172.16.16.12, virtual_router_id: 51 } }
      hosts:
        web-01: { private_ip: 172.16.16.5, havip_role: primary }
        web-02: { private_ip: 172.16.16.6, havip_role: secondary }
`;

const playbooks = markdownFiles()
  .flatMap(codeBlocks)
  .filter(({ language, code }) => language === 'ts' && code.includes('export default playbook('));

describe('whole playbooks on the pages', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'havip-pages-'));
    await symlink(resolve('roles'), join(folder, 'roles'));
    await writeFile(join(folder, 'inventory.yaml'), INVENTORY);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are there', () => expect(playbooks.length).toBeGreaterThan(5));

  it.each(playbooks)('at $place pass --syntax-check', async ({ code }) => {
    const file = join(folder, 'playbook.ts');
    await writeFile(file, code.replaceAll("'../roles/", "'./roles/"));
    const { err, code: exitCode } = await command([
      'run',
      file,
      '-i',
      join(folder, 'inventory.yaml'),
      '--syntax-check',
    ]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  });
});
