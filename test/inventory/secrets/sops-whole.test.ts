import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../../src/inventory/index.ts';
import { tell, withFolder } from '../folder.ts';

const VALUE = 'ENC[AES256_GCM,data:abcd,iv:xx,tag:yy,type:str]';

const AS_INI = `[web]\nh1 ansible_host = ${VALUE}\n\n[web:vars]\nx = ${VALUE}\n\n[sops]\nmac = ${VALUE}\nversion = 3.8.1\n`;

describe('an inventory that SOPS has encrypted in a form without names', () => {
  it.each([
    ['INI', 'hosts.ini', AS_INI, 'as INI'],
    ['INI of another name', 'hosts', AS_INI, 'as INI'],
    [
      'anything else',
      'hosts',
      `{\n\t"data": "${VALUE}",\n\t"sops": { "mac": "${VALUE}" }\n}\n`,
      'as a whole',
    ],
  ])('is told once: %s', async (_, name, text, how) => {
    await withFolder({ [name]: text }, async (folder) => {
      const path = join(folder, name);
      const loaded = await loadInventory({ path, homeDirectory: folder, localUser: 'me' });
      expect(loaded.ok ? [] : tell(loaded.problems)).toEqual([
        `${path}:1:1 inventory.sops: ${path} is an inventory that SOPS has encrypted ${how}`,
      ]);
    });
  });

  it('is none where a group is only called so', async () => {
    const text = '[sops]\nh1 mac=ENC[1:2]\n[web]\nh2\n';
    await withFolder({ hosts: text }, async (folder) => {
      const loaded = await loadInventory({
        path: join(folder, 'hosts'),
        homeDirectory: folder,
        localUser: 'me',
      });
      expect(loaded.ok).toBe(true);
    });
  });
});
