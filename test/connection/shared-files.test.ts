import { mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SharedFiles } from '../../src/connection/shared-files.ts';

let folder: string;
let path: string;
let parsed: number;
const files = () =>
  new SharedFiles((content) => {
    parsed += 1;
    if (content.length === 0) throw new Error('empty');
    return content.toString();
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havip-shared-'));
  path = join(folder, 'known_hosts');
  parsed = 0;
  await writeFile(path, 'one');
});
afterEach(() => rm(folder, { recursive: true }));

/** What happens to a file between two logins; what the second sees, and how often it was parsed by then. */
const CHANGES: [string, () => Promise<void>, string, number][] = [
  ['nothing', async () => undefined, 'one', 1],
  ['a line more', () => writeFile(path, ' more', { flag: 'a' }), 'one more', 2],
  ['another content of the same length', () => writeFile(path, 'two'), 'two', 2],
  [
    'another file in its place, of the same length and time',
    async () => {
      const past = new Date('2026-01-01');
      await writeFile(`${path}.new`, 'new');
      await utimes(`${path}.new`, past, past);
      await rename(`${path}.new`, path);
    },
    'new',
    2,
  ],
];

it.each(CHANGES)('a file to which happens %s', async (_, change, content, times) => {
  const shared = files();
  expect(await Promise.all([shared.read(path), shared.read(path), shared.read(path)])).toEqual(
    Array(3).fill('one'),
  );
  expect(parsed).toBe(1);
  // A clock of files ticks some hundred times a second.
  await new Promise((done) => setTimeout(done, 20));
  await change();
  expect([await shared.read(path), parsed]).toEqual([content, times]);
});

it.each([
  ['is missing', () => rm(path), 'ENOENT'],
  ['cannot be parsed', () => writeFile(path, ''), 'empty'],
])('what %s is told each time, and is there again once it is mended', async (_, spoil, said) => {
  const shared = files();
  await spoil();
  for (const _again of [1, 2]) await expect(shared.read(path)).rejects.toThrow(said);
  await writeFile(path, 'mended');
  expect(await shared.read(path)).toBe('mended');
});
