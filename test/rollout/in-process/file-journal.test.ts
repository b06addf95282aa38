import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileJournal, readJournal } from '../../../src/rollout/in-process/file-journal.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havip-journal-'));
});
afterAll(() => rm(folder, { recursive: true }));

const never = (error: unknown) => {
  throw error;
};

async function written(name: string): Promise<string> {
  const path = join(folder, name);
  const journal = await FileJournal.begin(path, { run: 'r' }, never);
  await Promise.all([journal.write('a', 1), journal.write('b', { x: ['y\n'] })]);
  await journal.write('a', 2);
  await journal.close();
  return path;
}

describe('a journal in a file', () => {
  it('is for its owner alone, and has the last word of each step', async () => {
    const path = await written('whole');
    const { header, steps } = (await readJournal(path)) ?? {};
    expect(header).toEqual({ run: 'r' });
    expect([...(steps ?? [])]).toEqual([
      ['a', 2],
      ['b', { x: ['y\n'] }],
    ]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['half a line', '{"step":"c","val'],
    ['half a character', Buffer.from([0x7b, 0xe2, 0x82])],
    ['what a crash leaves', Buffer.alloc(64)],
  ])('%s at its end is passed over and written over', async (name, torn) => {
    const path = await written(name);
    const whole = await readFile(path, 'utf8');
    await appendFile(path, torn);
    const text = await readJournal(path);
    expect(text?.steps.size).toBe(2);
    if (text === undefined) return;
    const journal = await FileJournal.goOn(path, text, never);
    expect([journal.read('a'), journal.read('c')]).toEqual([2, undefined]);
    await journal.write('c', null);
    await journal.close();
    expect(await readFile(path, 'utf8')).toBe(`${whole}{"step":"c","value":null}\n`);
  });

  it.each([
    ['no JSON', 'x\n'],
    ['no step', '{"value":1}\n'],
    ['no value', '{"step":"c"}\n'],
  ])('a line that is %s makes it none', async (name, line) => {
    const path = await written(name);
    await appendFile(path, line);
    expect(await readJournal(path)).toBeUndefined();
  });

  it('is none where nothing is in it, and is never begun over another', async () => {
    const path = await written('begun');
    await expect(FileJournal.begin(path, {}, never)).rejects.toThrow('EEXIST');
    const empty = join(folder, 'empty');
    await appendFile(empty, '{"run":');
    expect(await readJournal(empty)).toBeUndefined();
  });

  it('that cannot be written any more is told once, and nothing comes after', async () => {
    const told: unknown[] = [];
    const journal = await FileJournal.begin(join(folder, 'full'), {}, (error) => void told.push(error));
    await journal.close();
    // The file is closed: each write fails, as on a disk that is full.
    await journal.write('a', 1);
    await journal.write('b', 1);
    expect(told).toHaveLength(1);
  });
});
