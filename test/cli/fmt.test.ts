import { execFileSync } from 'node:child_process';
import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GOOD } from '../keepalived/lint/sample.ts';
import { type Bench, command, startBench } from './support/in-process.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const UNTIDY = GOOD.replaceAll('    ', '\t');

describe('fmt', () => {
  it('prints, names or writes the portable form', async () => {
    const file = await bench.write('a.conf', UNTIDY);
    await chmod(file, 0o640);
    expect(await command(['fmt', file])).toMatchObject({ code: 0, out: GOOD, err: '' });
    expect(await command(['fmt', '--check', file])).toMatchObject({ code: 5, out: `${file}\n` });
    expect(await readFile(file, 'utf8')).toBe(UNTIDY);
    expect(await command(['fmt', '--write', file])).toMatchObject({ code: 0, out: '' });
    expect(await readFile(file, 'utf8')).toBe(GOOD);
    expect((await stat(file)).mode & 0o7777).toBe(0o640);
    expect(await command(['fmt', '--check', file])).toMatchObject({ code: 0, out: '', err: '' });
  });

  it.each([[[]], [['--check']], [['--write']]])(
    'waits for no pipe that nobody writes into: %j',
    async (options) => {
      const pipe = join(bench.folder, `pipe${options.join('')}`);
      execFileSync('mkfifo', [pipe]);
      const { code, err } = await command(['fmt', ...options, pipe]);
      expect(code).toBe(5);
      expect(err).toContain('a named pipe, not a file');
    },
  );

  it('formats standard input', async () => {
    expect(await command(['fmt', '-'], { input: UNTIDY })).toMatchObject({ code: 0, out: GOOD });
  });

  it.each([
    ['what keepalived misreads', '{\n}\n', ':1:1'],
    ['a template', 'a {\n{% if x %}\n}\n', ':2:1'],
  ])('leaves alone %s', async (_, text, place) => {
    const file = await bench.write('bad.conf', text);
    const { code, err } = await command(['fmt', '--write', file]);
    expect(code).toBe(5);
    expect(err).toContain(`${file}${place}`);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('tells a missing file', async () => {
    const { code, err } = await command(['fmt', `${bench.folder}/none.conf`]);
    expect(code).toBe(5);
    expect(err).toContain('cannot read');
  });
});
