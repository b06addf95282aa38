import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { includedFiles } from '../../src/cli/prepare/keepalived-includes.ts';
import { isRegularFile, readNamedFile } from '../../src/core/read-named-file.ts';
import { loadInventory } from '../../src/inventory/index.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'havip-named-'));
  writeFileSync(join(folder, 'web'), 'web1\n');
  spawnSync('mkfifo', ['-m', '755', join(folder, 'pipe')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('what never ends is read by nobody', () => {
  it.each([
    ['/dev/zero', /it is a device, not a file/],
    ['/dev/random', /it is a device, not a file/],
    ['pipe', /it is a named pipe, not a file/],
    ['.', /EISDIR/],
    ['nothing', /ENOENT/],
  ])('%s', (name, said) => {
    const path = name.startsWith('/') ? name : join(folder, name);
    expect(() => readNamedFile(path)).toThrow(said);
    expect(isRegularFile(path)).toBe(false);
    expect(includedFiles(path, join(folder, 'keepalived.conf'))).toEqual([]);
  });

  it('what ends is', () => {
    expect(readNamedFile('/dev/null')).toHaveLength(0);
    expect(readNamedFile(join(folder, 'web')).toString()).toBe('web1\n');
  });

  it('is told in a folder of inventories', async () => {
    expect(await loadInventory({ path: folder, homeDirectory: folder, localUser: 'me' })).toMatchObject({
      problems: [{ code: 'inventory.unreadable', detail: 'it is a named pipe, not a file' }],
    });
  });
});
