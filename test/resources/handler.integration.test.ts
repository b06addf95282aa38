import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quote } from '../../src/core/programs/shell.ts';
import { changesOf } from '../../src/engine/plan.ts';
import { command } from '../../src/resources/command.ts';
import { file } from '../../src/resources/file.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { handler } from '../../src/resources/steps/handler.ts';
import { shells } from '../support/shells.ts';
import { FolderMachine } from './contract/folder-machine.ts';

const { all, close } = shells();
const owner = { owner: userInfo().username, group: execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim() };
afterAll(close);

/** What a name must not do. */
const NAME = "it's $(touch /tmp/owned); ../../`x`";

// The shells differ in nothing that it uses beyond what all kinds are tried with.
describe.each(all.slice(0, 1))('a handler with $name as sh', (shell) => {
  let machine: FolderMachine;
  beforeEach(() => {
    machine = new FolderMachine(shell);
  });
  afterEach(() => machine.close());

  const at = (name: string) => join(machine.root, name);
  const calls = () =>
    existsSync(at('calls')) ? readFileSync(at('calls'), 'utf8').split('\n').slice(0, -1) : [];
  const written = (name: string, content: string) =>
    file({ path: at(name), content, ...owner, notify: { handler: NAME } });
  const fails = () => command({ name: 'fails', run: 'exit 1', unless: `test -e ${quote(at('mended'))}` });
  /** Notes what the first file holds at that time. */
  const handles = () =>
    handler({ name: NAME, run: `echo "$(cat ${quote(at('a'))})" >> ${quote(at('calls'))}` });
  const run = async (...wanted: readonly Resource[]) => {
    const plan = await machine.plan(...wanted);
    const due = changesOf(plan).map(({ resource }) => resource.id.split(':')[0]);
    if (due.length > 0) await machine.apply(plan);
    return due;
  };

  it('is done once, however many ask, and not where nothing has changed', async () => {
    const wanted = () => [written('a', '1'), written('b', '1'), handles()];
    expect(await run(...wanted())).toEqual(['file', 'file', 'handler']);
    expect(calls()).toEqual(['1']);
    expect(await run(...wanted())).toEqual([]);
    expect(await run(written('a', '2'), written('b', '1'), handles())).toEqual(['file', 'handler']);
    expect(calls()).toEqual(['1', '2']);
  });

  it('is done by the next run, once, where a step before it has failed', async () => {
    await expect(run(written('a', '1'), fails(), handles())).rejects.toThrow('failed 1');
    expect(calls()).toEqual([]);
    execFileSync('touch', [at('mended')]);
    expect(await run(written('a', '1'), fails(), handles())).toEqual(['handler']);
    expect(await run(written('a', '1'), fails(), handles())).toEqual([]);
    expect(calls()).toEqual(['1']);
  });

  it('is still owed where it fails itself', async () => {
    const broken = handler({
      name: NAME,
      run: `test -e ${quote(at('mended'))}\necho done >> ${quote(at('calls'))}`,
    });
    await expect(run(written('a', '1'), broken)).rejects.toThrow('failed 1');
    execFileSync('touch', [at('mended')]);
    expect(await run(written('a', '1'), broken)).toEqual(['handler']);
    expect(calls()).toEqual(['done']);
  });

  it('takes up what an undo has put back', async () => {
    await run(written('a', '1'), handles());
    rmSync(join(machine.folder, 'journal'), { recursive: true });
    await run(written('a', '2'), handles());
    expect(calls()).toEqual(['1', '2']);
    expect((await machine.undo()).status).toBe(0);
    expect(readFileSync(at('a'), 'utf8')).toBe('1');
    expect(calls()).toEqual(['1', '2', '1']);
    expect(await run(written('a', '1'), handles())).toEqual([]);
  });

  it('is due after an undo of a change that it never came to', async () => {
    await run(written('a', '1'), handles());
    rmSync(join(machine.folder, 'journal'), { recursive: true });
    await expect(run(written('a', '2'), fails(), handles())).rejects.toThrow('failed 1');
    expect((await machine.undo()).status).toBe(0);
    expect([readFileSync(at('a'), 'utf8'), calls().at(-1)]).toEqual(['1', '1']);
    expect(await run(written('a', '1'), handles())).toEqual([]);
  });

  it('has its variables in an undo, too', async () => {
    const told = handler({
      name: NAME,
      run: `echo "$WORD" >> ${quote(at('calls'))}`,
      environment: { WORD: "it's" },
    });
    await run(written('a', '1'), told);
    const { status, output } = await machine.undo();
    expect({ status, output: output.split('\n')[0], calls: calls() }).toEqual({
      status: 0,
      output: `undone: ${at('a')}`,
      calls: ["it's", "it's"],
    });
  });

  it.each([
    ['is gone, since all that it is for was new', [], 0, 'left as it is'],
    ['is broken, and was there before', ['a'], 1, 'failed'],
  ])('in an undo, where what it reads %s', async (_, before, expected, word) => {
    for (const name of before) writeFileSync(at(name), 'before');
    const reads = handler({ name: NAME, run: `grep -q 1 ${quote(at('a'))} && echo s3cret`, noLog: true });
    await run(written('a', '1'), written('b', '1'), reads);
    const { status, output } = await machine.undo();
    expect([status, output]).toEqual([expected, expect.stringContaining(`${word}: ${NAME}`)]);
    expect(output).not.toContain('s3cret');
  });
});
