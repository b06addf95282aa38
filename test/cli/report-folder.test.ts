import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
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
    expect(report.clusters.web).toMatchObject({ holder: null, unseen: ['HAVIP-01', 'HAVIP-02'] });
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('<dd>unknown</dd>');
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
