import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { thisProcess } from '../../src/engine/lease/control-process.ts';
import { fenceProgram } from '../../src/engine/lease/fence.ts';
import { LEASE_SECONDS, type Lease, parseLease } from '../../src/engine/lease/lease.ts';
import {
  type LeaseAnswer,
  lookProgram,
  parseAnswer,
  releaseProgram,
  renewProgram,
  takeProgram,
} from '../../src/engine/lease/programs.ts';
import { expiryLines } from '../support/boot-clock.ts';
import { EVERY_ROW } from '../support/long.ts';

const SHELLS = ['sh', 'dash', 'bash'].filter((shell) => spawnSync(shell, ['-c', ':']).status === 0);
const ROUNDS = EVERY_ROW ? 50 : 4;
const TAKERS = 20;

const folder = mkdtempSync(join(tmpdir(), 'havip-lease-'));
const file = join(folder, 'lock', 'web');

afterAll(() => rmSync(folder, { recursive: true }));

function lease(id: string): Lease {
  return { ...thisProcess(), id, command: "run it's", startedAt: new Date(0).toISOString() };
}

function run(shell: string, program: string, path = ''): Promise<LeaseAnswer> {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: `${path}:${process.env.PATH}` };
    const child = spawn(shell, ['-c', program], { stdio: ['ignore', 'pipe', 'pipe'], env });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('close', () => resolve(parseAnswer(output)));
  });
}

/** Makes a lease as if it had been written a minute ago, or were about to run out. */
function shiftExpiry(seconds: number): void {
  const others = readFileSync(file, 'utf8').replaceAll(/^(expiresAt|machineBoot)=.*\n/gm, '');
  writeFileSync(file, `${others}${expiryLines(seconds)}`);
}

/** Starts all at once; gives who won. */
async function race(round: string): Promise<readonly string[]> {
  const ids = Array.from({ length: TAKERS }, (_, index) => `${round}-${index}`);
  const shellOf = (index: number) => SHELLS[index % SHELLS.length] ?? 'sh';
  const answers = await Promise.all(
    ids.map((id, index) => run(shellOf(index), takeProgram(file, lease(id)))),
  );
  expect(new Set(answers.map(({ result }) => result))).toEqual(new Set(['taken', 'held']));
  return ids.filter((_id, index) => answers[index]?.result === 'taken');
}

describe.each(SHELLS)('a lease by %s', (shell) => {
  it('goes through take, refusal, renewal and release', async () => {
    const take = (id: string, options = {}) => run(shell, takeProgram(file, lease(id), options));
    expect(await take('a')).toMatchObject({ result: 'taken', seen: { lease: undefined } });
    expect(await take('b')).toMatchObject({ result: 'held', seen: { lease: lease('a') } });
    expect((await take('b', { over: 'c' })).result).toBe('held');
    expect((await run(shell, renewProgram(file, 'b'))).result).toBe('gone');
    shiftExpiry(5);
    expect((await run(shell, renewProgram(file, 'a'))).seen.secondsLeft).toBeLessThan(6);
    expect((await take('a')).seen.secondsLeft).toBeGreaterThan(50);
    expect((await run(shell, releaseProgram(file, 'b'))).result).toBe('gone');
    expect(await take('b', { over: 'a' })).toMatchObject({ result: 'taken', seen: { lease: lease('a') } });
    expect((await run(shell, renewProgram(file, 'a'))).result).toBe('gone');
    shiftExpiry(-1);
    expect((await take('c', { only: 'a' })).result).toBe('held');
    expect((await take('c', { only: 'b' })).result).toBe('taken');
    expect(readFileSync(file, 'utf8')).toContain('id=c\n');
    expect((await run(shell, releaseProgram(file, 'c'))).result).toBe('released');
    expect((await run(shell, renewProgram(file, 'c'))).result).toBe('gone');
    for (const expiry of ['$(($(date +%s) + 90))', '99999999999999999999999', 'never', '']) {
      await take('d');
      expect(spawnSync('sh', ['-c', `sed -i "s/^expiresAt=.*/expiresAt=${expiry}/" '${file}'`]).status).toBe(
        0,
      );
      expect((await take('e')).result, expiry).toBe('taken');
      expect((await run(shell, releaseProgram(file, 'e'))).result).toBe('released');
    }
    expect(readdirSync(join(folder, 'lock')).filter((name) => !name.startsWith('.'))).toEqual([]);
  });

  it('is renewed by the first fence that finds it older than some seconds, and looked at by those that follow', async () => {
    await run(shell, takeProgram(file, lease('first')));
    shiftExpiry(30);
    const fence = fenceProgram(file, 'first');
    const said = (program: string) => spawnSync(shell, ['-c', program], { encoding: 'utf8' }).stdout.trim();
    // `stat` gives the inode, which each renewal makes anew.
    const inode = `stat -c %i ${file}`;
    const [before, after, again] = said(
      `${inode}; ${fence} || exit; ${inode}; ${fence} || exit; ${inode}; : > ${file}; ${fence} || exit; echo lost`,
    ).split('\n');
    expect([before === after, after === again, again]).toEqual([false, true, expect.stringMatching(/^\d+$/)]);
    await run(shell, takeProgram(file, lease('first')));
    for (const seconds of [49, 70]) {
      shiftExpiry(seconds);
      expect(new Set(said(`${inode}; ${fence} || exit; ${inode}`).split('\n')).size, `${seconds} s`).toBe(2);
    }
    const another = "sed -i 's/^machineBoot=.*/machineBoot=another/'";
    expect(new Set(said(`${another} ${file}; ${inode}; ${fence}; ${inode}`).split('\n')).size).toBe(2);
    expect(said(`rm ${file}; ${fence} || echo gone`)).toBe('gone');
  });

  it('is not given to an attempt that a later one has replaced, whoever has it', async () => {
    const take = (id: string, number: number, unit = 'web', series = 'db') =>
      run(shell, takeProgram(file, lease(id), { unit, token: { series, number } }));
    const release = (id: string) => run(shell, releaseProgram(file, id, 'web'));
    expect((await take('late', 5)).result).toBe('taken');
    await release('late');
    expect((await take('next', 6)).result).toBe('taken');
    // The one before comes back: while the later one works, and when it has ended.
    expect((await take('late', 5)).result).toBe('outdated');
    expect((await take('other', 7)).result).toBe('held');
    await release('next');
    expect([(await take('late', 5)).result, (await take('next', 6)).result]).toEqual([
      'outdated',
      'outdated',
    ]);
    expect((await take('other', 7)).result).toBe('taken');
    await release('other');
    // The numbers of another unit, and of another database, are not those of this one; nor is a run without.
    for (const [unit, series] of [
      ['two', 'db'],
      ['web', 'another'],
    ]) {
      expect((await take('first', 1, unit, series)).result).toBe('taken');
      await run(shell, releaseProgram(file, 'first'));
    }
    expect((await run(shell, takeProgram(file, lease('plain'), { unit: 'web' }))).result).toBe('taken');
    await release('plain');
    rmSync(join(folder, 'lock'), { recursive: true });
  });

  it('is given back by the last of the units that have it', async () => {
    const take = (id: string, unit: string) => run(shell, takeProgram(file, lease(id), { unit }));
    const release = (id: string, unit?: string) => run(shell, releaseProgram(file, id, unit));
    const has = async (id: string) => (await run(shell, renewProgram(file, id))).result;
    for (const unit of ['one', "it's", 'one']) expect((await take('a', unit)).result).toBe('taken');
    for (const unit of ['one', 'one']) expect((await release('a', unit)).result).toBe('released');
    expect([await has('a'), (await take('b', 'two')).result]).toEqual(['renewed', 'held']);
    expect([(await release('a', "it's")).result, await has('a')]).toEqual(['released', 'gone']);
    // Who takes it over has it alone, whoever has died with it; and a person who removes it asks nobody.
    await take('a', 'dead');
    shiftExpiry(-1);
    expect((await take('b', 'two')).result).toBe('taken');
    expect([(await release('b', 'two')).result, await has('b')]).toEqual(['released', 'gone']);
    await take('a', 'one');
    await take('a', 'two');
    expect([(await release('a')).result, await has('a')]).toEqual(['released', 'gone']);
  });

  it('is told of without being touched', async () => {
    const look = () => spawnSync(shell, ['-c', lookProgram(file)], { encoding: 'utf8' });
    expect(look()).toMatchObject({ stdout: '', stderr: '', status: 0 });
    await run(shell, takeProgram(file, lease('a')));
    const written = readFileSync(file, 'utf8');
    const seen = parseLease(look().stdout);
    expect(seen.lease).toEqual(lease('a'));
    expect(seen.secondsLeft).toBeGreaterThan(LEASE_SECONDS - 30);
    expect(readFileSync(file, 'utf8')).toBe(written);
    await run(shell, releaseProgram(file, 'a'));
  });

  it('fails with the reason where nothing can be written', async () => {
    const answer = await run(shell, takeProgram('/proc/nowhere/web', lease('a')));
    expect(answer.result).toBe('failed');
    expect(answer.said).toContain('/proc/nowhere');
  });
});

/** A folder with a `date` that somebody has set this many seconds forward. */
function clockSetBy(seconds: number): string {
  const path = join(folder, `clock${seconds}`);
  mkdirSync(path, { recursive: true });
  const program = `#!/bin/sh\nexec /usr/bin/date -d "@$(($(/usr/bin/date +%s) + ${seconds}))" "$@"\n`;
  writeFileSync(join(path, 'date'), program, { mode: 0o755 });
  return path;
}

describe('a lease and the clock of its machine', () => {
  it.each([
    ['set forward by an hour', 3600],
    ['set back by an hour', -3600],
    ['set to another year', -40_000_000],
  ])('lasts as long as ever where it is %s', async (_name, seconds) => {
    const clock = clockSetBy(seconds);
    await run('sh', takeProgram(file, lease('a')));
    const other = await run('sh', takeProgram(file, lease('b')), clock);
    expect(other.result).toBe('held');
    expect(other.seen.secondsLeft).toBeGreaterThan(LEASE_SECONDS - 30);
    expect(other.seen.secondsLeft).toBeLessThanOrEqual(LEASE_SECONDS);
    expect((await run('sh', renewProgram(file, 'a'), clock)).result).toBe('renewed');
    shiftExpiry(-1);
    expect((await run('sh', takeProgram(file, lease('b')), clock)).result).toBe('taken');
    await run('sh', releaseProgram(file, 'b'));
  });

  it.each([
    ['for a minute after it', 10, 'held'],
    ['no longer than that', 70, 'taken'],
  ])('outlives a reboot %s', async (_name, uptime, result) => {
    await run('sh', takeProgram(file, lease('a')));
    const text = readFileSync(file, 'utf8').replace(/^machineBoot=.*$/m, 'machineBoot=the one before');
    writeFileSync(file, text);
    const here = Math.floor(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]));
    const words = ['--time', '--boottime', String(uptime - here), '--fork', 'sh', '-c'];
    const answer = spawnSync('unshare', [...words, takeProgram(file, lease('b'))], { encoding: 'utf8' });
    expect(parseAnswer(answer.stdout).result, answer.stderr).toBe(result);
    await run('sh', releaseProgram(file, result === 'held' ? 'a' : 'b'));
  });

  it('goes by the wall clock where it does not name the boot', async () => {
    await run('sh', takeProgram(file, lease('a')));
    const others = readFileSync(file, 'utf8').replaceAll(/^(expiresAt|machineBoot)=.*\n/gm, '');
    writeFileSync(file, `${others}expiresAt=${Math.floor(Date.now() / 1000) + 40}\n`);
    const { result, seen } = await run('sh', takeProgram(file, lease('b')));
    expect(result).toBe('held');
    expect(seen.secondsLeft).toBeGreaterThan(30);
    await run('sh', releaseProgram(file, 'a'));
  });
});

describe('a lease that many want', () => {
  it(`is won by one of ${TAKERS} at once, and by one that takes it over, ${ROUNDS} times`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = await race(`${round}-first`);
      expect(first).toHaveLength(1);
      shiftExpiry(-1);
      const second = await race(`${round}-second`);
      expect(second).toHaveLength(1);
      expect((await run('sh', releaseProgram(file, second[0] ?? ''))).result).toBe('released');
    }
  }, 300_000);
});
