import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, command, inventoryText, startBench } from './support/in-process.ts';

let bench: Bench;
let inventory: string;

beforeAll(async () => {
  bench = await startBench();
  inventory = await bench.write('inventory.yaml', inventoryText(bench.port));
});
afterAll(() => bench.close());

describe('--report', () => {
  it.each([
    ['a file', 'taken'],
    ['below a file', 'taken/reports'],
    ['where nothing can be made', '/proc/reports'],
  ])('into %s is bad input, and nothing is contacted', async (_name, folder) => {
    await bench.write('taken', '');
    const before = bench.connects();
    const path = folder.startsWith('/') ? folder : join(bench.folder, folder);
    const { code, err } = await command(['up', inventory, '--report', path]);
    expect(err).toContain('error[usage.report-folder]');
    expect(err).toContain(path);
    expect(code).toBe(5);
    expect(bench.connects()).toBe(before);
  });

  it('is told together with what else is wrong', async () => {
    const bad = await bench.write('bad.yaml', inventoryText(bench.port).replace('address:', 'adress:'));
    const { err } = await command(['verify', bad, '--report', '/proc/reports']);
    expect(err).toContain('error[usage.report-folder]');
    expect(err).toContain('error[inventory.unknown-key]');
  });

  it('keeps a run that failed, in a folder that it makes, and says where', async () => {
    const folder = join(bench.folder, 'deep/reports');
    const { code, err, out } = await command(['up', inventory, '--report', folder, '--json']);
    expect(code).toBe(4);
    expect(err).toBe(
      `report: ${['report.html', 'junit.xml', 'report.json'].map((name) => join(folder, name)).join('  ')}\n`,
    );
    expect((await readdir(folder)).sort()).toEqual(['junit.xml', 'report.html', 'report.json']);
    const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
    expect(report).toMatchObject(JSON.parse(out));
    expect(report.origin.words).toEqual(['up', inventory, '--report', folder, '--json']);
    expect(report.clusters.web).toMatchObject({ holder: null, unseen: ['HAVIP-01', 'HAVIP-02'] });
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('<dd>unknown</dd>');
  });

  it.each([
    [['-e', 'db_password=hunter2 three'], '-e &#39;db_password=********&#39;'],
    [['-e', '{"db_password": "hunter2 three"}'], '-e &#39;{…}&#39;'],
    [['--extra-vars={db_password: "hunter2\\x20three"}'], '&#39;--extra-vars={…}&#39;'],
    [['-edb_password=hunter2 three'], '&#39;-edb_password=********&#39;'],
    [['-e', 'note=two words', '--limit', 'web'], '-e &#39;note=two words&#39; --limit web'],
  ])('shows a command line with %j, its secrets masked', async (words, wanted) => {
    const folder = join(bench.folder, 'words');
    await command(['verify', inventory, '--report', folder, ...words]);
    const html = await readFile(join(folder, 'report.html'), 'utf8');
    expect(html).toContain(`<code>havip-deploy verify ${inventory} --report ${folder} ${wanted}</code>`);
    for (const file of await readdir(folder))
      expect(await readFile(join(folder, file), 'utf8')).not.toContain('hunter2');
  });

  it('replaces a link in the folder, and leaves alone what it leads to', async () => {
    const folder = join(bench.folder, 'shared');
    await mkdir(folder);
    const victim = await bench.write('victim', 'precious');
    await symlink(victim, join(folder, 'report.html'));
    await command(['verify', inventory, '--report', folder]);
    expect(await readFile(victim, 'utf8')).toBe('precious');
    expect((await lstat(join(folder, 'report.html'))).isSymbolicLink()).toBe(false);
  });

  it('that cannot be written in the end is a failure of its own', async () => {
    const folder = join(bench.folder, 'blocked');
    // A folder where the file belongs: the trial passes, the renaming does not.
    await mkdir(join(folder, 'report.html/x'), { recursive: true });
    await writeFile(join(folder, 'report.html/x/y'), '');
    const { code, out, err } = await command(['up', inventory, '--report', folder, '--json']);
    expect(JSON.parse(out).errors.map((each: { code: string }) => each.code)).toContain(
      'internal.report-not-written',
    );
    expect(code).toBe(4);
    expect(err).toBe('');
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
