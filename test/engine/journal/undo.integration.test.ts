import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseLog } from '../../../src/engine/journal/entries.ts';
import { parseRecords, recordsProgram } from '../../../src/engine/journal/records.ts';
import { parseUndo } from '../../../src/engine/journal/undo.ts';
import { command } from '../../../src/resources/command.ts';
import { file } from '../../../src/resources/file.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import { type ThisMachine, thisMachine, want } from '../../support/this-machine.ts';

let machine: ThisMachine;
let journal = '';
const path = (...names: readonly string[]) => join(machine.folder, ...names);

beforeEach(async () => {
  machine = await thisMachine();
  journal = path('journal', 'test-run');
});
afterEach(() => machine.close());

const wish = (name: string, content: string, more: { readonly validate?: string } = {}) =>
  file({ path: path(name), content, mode: '0600', ...machine.owner, ...more });

async function apply(...resources: readonly Resource[]) {
  const { session } = machine.session();
  const desired = want(...resources);
  const plan = await session.plan(desired);
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  return { session, applied: await session.apply(desired, plan.value) };
}

async function undo() {
  const { session } = machine.session();
  const undone = await session.undo([journal]);
  if (!undone.ok) throw new Error(JSON.stringify(undone.problems));
  return undone.value;
}

describe('an undo, by the machine’s own sh', () => {
  it('puts contents and modes back, and removes files and folders that were not there', async () => {
    await writeFile(path('old.conf'), 'before\n');
    await chmod(path('old.conf'), 0o640);
    await apply(wish('old.conf', 'after\n'), wish('new/deep/new.conf', 'new\n'));
    const { steps, complete } = await undo();
    expect(complete).toBe(true);
    expect(steps.map(({ result, name }) => `${result} ${name}`)).toEqual([
      `undone ${path('new/deep/new.conf')}`,
      `undone ${path('old.conf')}`,
    ]);
    expect(await readFile(path('old.conf'), 'utf8')).toBe('before\n');
    expect((await stat(path('old.conf'))).mode & 0o777).toBe(0o640);
    expect(await readdir(machine.folder)).toEqual(['journal', 'old.conf']);
  });

  it('does nothing the second time', async () => {
    await apply(wish('new.conf', 'new\n'));
    await undo();
    await writeFile(path('new.conf'), 'of somebody else\n');
    expect(await undo()).toMatchObject({ steps: [], complete: true });
    expect(await readFile(path('new.conf'), 'utf8')).toBe('of somebody else\n');
  });

  it('keeps what it replaces, so that an edit since the run is not lost', async () => {
    await writeFile(path('old.conf'), 'before\n');
    await apply(wish('old.conf', 'after\n'));
    await writeFile(path('old.conf'), 'edited\n');
    await undo();
    expect(await readFile(path('old.conf'), 'utf8')).toBe('before\n');
    expect(await readFile(join(journal, 'after', path('old.conf')), 'utf8')).toBe('edited\n');
  });

  it('of a run that failed halfway: only what it had changed, and the file’s inode stays', async () => {
    await writeFile(path('b.conf'), 'before\n');
    const { ino } = await stat(path('b.conf'));
    const { applied } = await apply(
      wish('a.conf', 'new\n'),
      wish('b.conf', 'rejected\n', { validate: 'exit 3' }),
      wish('c.conf', 'never\n'),
    );
    expect(applied.ok).toBe(false);
    const { steps } = await undo();
    expect(steps.map(({ result }) => result)).toEqual(['as it was', 'undone']);
    expect((await stat(path('b.conf'))).ino).toBe(ino);
    expect(await readdir(machine.folder)).toEqual(['b.conf', 'journal']);
  });

  it('keeps the first state when one run changes a file twice', async () => {
    await writeFile(path('old.conf'), 'before\n');
    const { session } = await apply(wish('old.conf', 'first\n'));
    const again = want(wish('old.conf', 'second\n'));
    await session.refresh();
    const plan = await session.plan(again);
    if (plan.ok) await session.apply(again, plan.value);
    expect(await readFile(path('old.conf'), 'utf8')).toBe('second\n');
    await undo();
    expect(await readFile(path('old.conf'), 'utf8')).toBe('before\n');
  });

  it('names what it leaves as it is, and takes the rest back', async () => {
    const touch = command({
      name: 'a command',
      run: `touch ${path('done')}`,
      unless: `[ -e ${path('done')} ]`,
    });
    await apply(touch, wish('new.conf', 'new\n'));
    expect((await undo()).steps.map(({ result, name }) => [result, name])).toEqual([
      ['undone', path('new.conf')],
      ['left as it is', 'a command'],
    ]);
  });

  it('goes on after a step that it cannot take back, says why, and can be run again', async () => {
    await writeFile(path('old.conf'), 'before\n');
    const { session } = await apply(wish('old.conf', 'after\n'));
    const script = `[ -e ${path('mended')} ] || { echo no way back; exit 1; }; did`;
    await session.take({ name: 'a step', script: ':', undo: { when: 'reverse', script } });
    const first = await undo();
    expect(first).toMatchObject({
      complete: false,
      steps: [
        { name: 'a step', result: 'failed', said: 'no way back\n' },
        { name: path('old.conf'), result: 'undone' },
      ],
    });
    await writeFile(path('mended'), '');
    expect(await undo()).toMatchObject({
      complete: true,
      steps: [{ result: 'undone' }, { result: 'as it was' }],
    });
  });

  it('runs what comes last after the others, and says whether it was begun', async () => {
    const { session } = machine.session();
    const note = (word: string) => `echo ${word} $begun >> ${path('order')}; did`;
    await session.take({ name: 'one', script: ':', undo: { when: 'last', script: note('one') } });
    await session.take({ name: 'two', script: 'exit 1', undo: { when: 'reverse', script: note('two') } });
    await undo();
    expect(await readFile(path('order'), 'utf8')).toBe('two yes\none yes\n');
  });

  it('does nothing where another run has the machine', async () => {
    await apply(wish('new.conf', 'new\n'));
    const { session } = machine.session();
    session.fence = 'false';
    expect(await session.undo([journal])).toMatchObject({ problems: [{ code: 'lock.lost' }] });
    expect(await readdir(machine.folder)).toContain('new.conf');
  });
});

describe('a journal', () => {
  it('is for its owner only, and tells who did what', async () => {
    await writeFile(path('old.conf'), 'before\n');
    await apply(wish('old.conf', 'after\n'));
    for (const name of ['before', 'undo']) expect((await stat(join(journal, name))).mode & 0o777).toBe(0o700);
    for (const name of ['log', 'undo.sh', 'meta', 'changes'])
      expect((await stat(join(journal, name))).mode & 0o777).toBe(0o600);
    const read = await machine.connection.run(recordsProgram([path('journal')], 'open'));
    expect(read.ok && parseRecords(read.value.stdout)).toMatchObject([
      {
        run: 'test-run',
        command: 'test',
        ending: undefined,
        changes: [{ step: path('old.conf'), what: 'content differs' }],
        steps: [{ number: 1, name: path('old.conf'), state: 'done' }],
      },
    ]);
  });

  it('is open until it is closed, and again as soon as it is being undone', async () => {
    await apply(wish('new.conf', 'new\n'));
    const open = async () => {
      const read = await machine.connection.run(recordsProgram([path('journal')], 'open'));
      return read.ok ? parseRecords(read.value.stdout).length : Number.NaN;
    };
    const append = (word: string) =>
      writeFile(join(journal, 'log'), `2026-11-22T20:00:00Z ${word}\n`, { flag: 'a' });
    expect(await open()).toBe(1);
    await append('proved');
    expect(await open()).toBe(0);
    await append('undoing');
    expect(await open()).toBe(1);
    await append('undone');
    expect(await open()).toBe(0);
  });

  it('that cannot be written keeps the machine from being changed', async () => {
    await mkdir(path('journal'));
    await writeFile(journal, 'a file in its place');
    const { applied } = await apply(wish('new.conf', 'new\n'));
    expect(applied).toMatchObject({ ok: false, problems: [{ code: 'host.journal-unwritten' }] });
    expect(await readdir(machine.folder)).toEqual(['journal']);
  });
});

describe('what is read back', () => {
  it.each([
    ['nothing', '', { steps: [], ending: undefined }],
    ['a step on its way', 'T intended 1 a b\n', { steps: [{ number: 1, name: 'a b', state: 'intended' }] }],
    ['a step that is done', 'T intended 1 a\nT done 1 a\n', { steps: [{ state: 'done' }] }],
    ['an ending', 'T intended 1 a\nT done 1 a\nU proved\n', { ending: 'proved', lastAt: 'U' }],
    ['an undo that was cut off', 'T proved\nT undoing\nT undone-step 1 a\n', { ending: undefined }],
    ['a line cut short', 'T intended 1 a\nT do', { steps: [{ state: 'intended' }] }],
    ['a step called like an ending', 'T intended 1 proved\n', { ending: undefined }],
  ])('from a log with %s', (_name, text, expected) => {
    expect(parseLog(text)).toMatchObject(expected);
  });

  it('from an undo', () => {
    expect(parseUndo('undone: a\nfailed: b\n  one\n  two\nas it was: c\nodd words\n')).toEqual({
      steps: [
        { name: 'a', result: 'undone', said: '' },
        { name: 'b', result: 'failed', said: 'one\ntwo\n' },
        { name: 'c', result: 'as it was', said: '' },
      ],
      said: 'odd words',
    });
  });
});
