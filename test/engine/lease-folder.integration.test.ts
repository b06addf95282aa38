import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { thisProcess } from '../../src/engine/lease/control-process.ts';
import {
  type LeaseAnswer,
  parseAnswer,
  releaseProgram,
  takeProgram,
} from '../../src/engine/lease/programs.ts';

const SHELLS = ['dash', 'bash'].filter((shell) => spawnSync(shell, ['-c', ':']).status === 0);

let base: string;
let state: string;
let file: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'havip-lease-folder-'));
  state = join(base, 'state');
  file = join(state, 'lock', 'lease');
});
afterEach(() => rmSync(base, { recursive: true }));

describe.each(SHELLS)('the folder of a lease by %s', (shell) => {
  const run = (program: string) =>
    new Promise<LeaseAnswer>((resolve) => {
      const child = spawn(shell, ['-c', program], { stdio: ['ignore', 'pipe', 'ignore'] });
      const parts: string[] = [];
      child.stdout.on('data', (chunk: Buffer) => void parts.push(chunk.toString()));
      child.on('close', () => resolve(parseAnswer(parts.join(''))));
    });
  const take = (id: string) =>
    run(takeProgram(file, { ...thisProcess(), id, command: 'up', startedAt: 'now' }, { unit: 'web' }));
  const release = (id: string, whole: boolean) => run(releaseProgram(file, id, 'web', whole));

  it('is told where it came with the lease, and goes with it where that is asked', async () => {
    expect((await take('a')).made).toBe(true);
    expect((await take('a')).made).toBeUndefined();
    expect((await release('b', true)).result).toBe('gone');
    expect(existsSync(file)).toBe(true);
    expect((await release('a', true)).result).toBe('released');
    expect(existsSync(state)).toBe(false);
    await take('a');
    expect((await release('a', false)).result).toBe('released');
    expect([existsSync(join(state, 'lock')), (await take('a')).made]).toEqual([true, undefined]);
  });

  it('stays as far as something else is in it', async () => {
    await take('a');
    writeFileSync(join(state, 'lock', '.attempts-1'), '7\n');
    await release('a', true);
    expect(readFileSync(join(state, 'lock', '.attempts-1'), 'utf8')).toBe('7\n');
    rmSync(join(state, 'lock', '.attempts-1'));
    mkdirSync(join(state, 'journal'));
    await take('a');
    await release('a', true);
    expect([existsSync(join(state, 'lock')), existsSync(join(state, 'journal'))]).toEqual([false, true]);
  });

  it('is made anew by who has waited for one that went', async () => {
    await take('a');
    const turn = join(state, 'lock', '.turn');
    const inode = statSync(turn).ino;
    // As a run that takes the folder along, at a moment that the test gives.
    const going = spawn('flock', [turn, 'sh', '-c', `read -r _; rm -r ${state}`], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const lockLines = (of: RegExp) =>
      readFileSync('/proc/locks', 'utf8')
        .split('\n')
        .filter((line) => line.includes(`:${inode} `) && of.test(line));
    await vi.waitFor(() => expect(lockLines(/FLOCK/)).toHaveLength(1), 10_000);
    const waiting = take('b');
    await vi.waitFor(() => expect(lockLines(/->/)).toHaveLength(1), 10_000);
    going.stdin?.end('\n');
    expect(await waiting).toMatchObject({ result: 'taken', made: true });
    expect(readFileSync(file, 'utf8')).toContain('id=b\n');
    // Who comes now finds it taken.
    expect((await take('c')).result).toBe('held');
  });
});
