import { chmod, lstat, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edited, GOOD } from '../../keepalived/lint/sample.ts';
import { type Bench, command, startBench } from '../support/in-process.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const BROKEN = edited(
  GOOD,
  ['    nopreempt\n', '    nopreempt\n    preempt_delay 10 # why\n'],
  ['k7Rw2xQz', 'k7Rw2xQz9ab'],
  ['250', '255'],
);
const MENDED = edited(GOOD, ['    nopreempt\n', '    nopreempt\n    # why\n'], ['250', '255']);

describe('lint --fix', () => {
  it('writes the file anew with its mode, through a link, and looks at it again', async () => {
    const file = await bench.write('a.conf', BROKEN);
    await chmod(file, 0o640);
    const link = join(bench.folder, 'link.conf');
    await symlink('a.conf', link);
    const { code, out } = await command(['lint', '--fix', link]);
    expect(await readFile(file, 'utf8')).toBe(MENDED);
    expect((await stat(file)).mode & 0o7777).toBe(0o640);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(out).toContain('mended: KA011 preempt-mix, KA060 auth-8');
    expect(out).toMatch(
      /not mended, because it changes what the cluster does: KA014 prio255\n[\s\S]*\+ {4}priority 254/,
    );
    expect(out).not.toContain('error KA011');
    expect(code).toBe(5);
    expect((await command(['lint', '--fix', '--disable', 'KA014', file])).code).toBe(0);
  });

  it.each([
    ['\n', GOOD.replaceAll('    garp_master_refresh 5\n', '')],
    ['\r\n', GOOD.replaceAll('    garp_master_refresh 5\n', '').replaceAll('\n', '\r\n')],
  ])('ends the lines that it adds with %j, as the file does', async (lineEnd, text) => {
    const file = await bench.write('ends.conf', text);
    const { code, out } = await command(['lint', '--fix', file]);
    expect([code, out]).toEqual([0, expect.stringContaining('mended: KA044')]);
    const mended = await readFile(file, 'utf8');
    expect(mended.split(lineEnd)).toContain('    garp_master_refresh 5');
    expect(mended.replaceAll(lineEnd, '')).not.toMatch(/[\r\n]/);
  });

  it('--dry-run shows what it would do, without passwords, and writes nothing', async () => {
    const file = await bench.write('b.conf', BROKEN);
    const { code, out } = await command(['lint', '--fix', '--dry-run', file]);
    expect(await readFile(file, 'utf8')).toBe(BROKEN);
    expect(out).toContain('-    preempt_delay 10 # why\n+    # why\n');
    expect(out).toContain('would be mended: KA011 preempt-mix, KA060 auth-8');
    expect(out).not.toContain('k7Rw2xQz');
    expect(code).toBe(5);
  });

  it('prints mended standard input, and the findings beside it', async () => {
    const { code, out, err } = await command(['lint', '--fix', '-'], { input: BROKEN });
    expect(out).toBe(MENDED);
    expect(err).toContain('<stdin>:20:14: error KA014');
    expect(code).toBe(5);
  });

  it('leaves alone what is no UTF-8', async () => {
    const file = await bench.write('c.conf', '');
    const bytes = Buffer.concat([Buffer.from('# caf\xe9\n', 'latin1'), Buffer.from(BROKEN)]);
    await writeFile(file, bytes);
    const { code, out } = await command(['lint', '--fix', file]);
    expect((await readFile(file)).equals(bytes)).toBe(true);
    expect(out).toContain('usage.file-changed');
    expect(code).toBe(5);
    // Nothing is told as mended that is not; another file is mended all the same.
    const other = await bench.write('d.conf', BROKEN);
    const both = await command(['lint', '--fix', file, other]);
    expect(await readFile(other, 'utf8')).toBe(MENDED);
    for (const rule of ['KA011', 'KA060']) {
      expect(out).not.toMatch(new RegExp(`^mended: .*${rule}`, 'm'));
      expect(out).toContain(`error ${rule}`);
      expect(both.out).toMatch(new RegExp(`^mended: .*${rule}`, 'm'));
      expect(both.out).toMatch(new RegExp(`c\\.conf:\\d+:\\d+: error ${rule}`));
      expect(both.out).not.toMatch(new RegExp(`d\\.conf:\\d+:\\d+: error ${rule}`));
    }
  });
});
