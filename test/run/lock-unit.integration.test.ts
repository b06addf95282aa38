import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { thisProcess } from '../../src/engine/lease/control-process.ts';
import { releaseLease, takeLease } from '../../src/run/lock/lock-unit.ts';
import { lockIsFree } from '../../src/run/lock/wait-for-lock.ts';
import { problemsOf, type UnitRun } from '../../src/run/unit/unit.ts';
import { FOREIGN, FolderMachines, NAMES } from './support/folder-machines.ts';

let machines: FolderMachines;

beforeEach(() => {
  machines = new FolderMachines();
});
afterEach(() => {
  vi.useRealTimers();
  machines.remove();
});

const codes = (run: UnitRun) => problemsOf(run).map(({ code }) => code);

describe('the lease of a cluster', () => {
  it('is taken on every machine, once, and given back', async () => {
    const { run, notices } = machines.bench();
    expect(await takeLease(run)).toBe(true);
    expect(machines.owners()).toEqual([run.lease.id, run.lease.id]);
    const trips = [...run.sessions.values()].map(({ connection }) => connection.roundTrips);
    expect(trips).toEqual([1, 1]);
    expect(await takeLease(run)).toBe(true);
    await releaseLease(run);
    expect(machines.owners()).toEqual([undefined, undefined]);
    expect([notices, codes(run)]).toEqual([[], []]);
  });

  it('is taken on all machines or on none', async () => {
    machines.put('two', FOREIGN, 30);
    const { run } = machines.bench();
    expect(await takeLease(run)).toBe(false);
    expect(machines.owners()).toEqual([undefined, 'other']);
    const [problem] = problemsOf(run);
    expect(problem).toMatchObject({
      code: 'lock.held',
      summary: 'web is locked by ann@control-9 (`verify`, since 2026-11-22 20:31:05 UTC)',
    });
    expect(problem?.detail).toMatch(/on two runs until \d{4}-.* UTC.*process 4711 on control-9/s);
  });

  it('is won by exactly one of many that start at once', async () => {
    const runs = Array.from({ length: 5 }, () => machines.bench().run);
    const won = await Promise.all(runs.map(takeLease));
    expect(won.filter(Boolean)).toHaveLength(1);
    const winner = runs[won.indexOf(true)];
    expect(machines.owners()).toEqual([winner?.lease.id, winner?.lease.id]);
    for (const run of runs) if (run !== winner) expect(codes(run)).toEqual(['lock.held']);
    for (const run of runs) await releaseLease(run);
    expect(machines.owners()).toEqual([undefined, undefined]);
  });

  it('is taken over where it has run out, and that is said once', async () => {
    for (const name of NAMES) machines.put(name, FOREIGN, -1);
    const { run, notices } = machines.bench();
    expect(await lockIsFree(run)).toBe(true);
    expect(await takeLease(run)).toBe(true);
    expect(notices).toEqual([
      'web: the lease of ann@control-9 (`verify`, since 2026-11-22 20:31:05 UTC) has run out: taken over',
    ]);
    await releaseLease(run);
  });

  it.each([
    ['that was looked at', true],
    ['that came in between', false],
  ])('is taken over at once from an ended process of this machine %s', async (_name, looked) => {
    for (const name of NAMES) machines.put(name, { ...FOREIGN, ...thisProcess(), pidStart: '1' }, 60);
    const { run, notices } = machines.bench();
    if (looked) expect(await lockIsFree(run)).toBe(true);
    expect(await takeLease(run)).toBe(true);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/is void, its process \d+ on this machine has ended: taken over$/);
    await releaseLease(run);
  });

  it('keeps a plan from nothing, and is told once', async () => {
    for (const name of NAMES) machines.put(name, FOREIGN, 30);
    const { run, notices } = machines.bench({ check: true });
    expect(await lockIsFree(run)).toBe(true);
    expect(await lockIsFree(run)).toBe(true);
    expect(notices).toEqual([expect.stringContaining('ann@control-9')]);
    expect(codes(run)).toEqual([]);
  });

  it('is waited for as long as asked, and what the other has done is read anew', async () => {
    for (const name of NAMES) machines.put(name, FOREIGN, 30);
    const { run, notices } = machines.bench({ lockWaitMs: 60_000 });
    const fact = {
      id: 'mark',
      program: `cat ${join(machines.folder, 'mark')}`,
      parse: (output: string) => output,
    };
    const session = run.sessions.get('one');
    await session?.gather([fact]);
    const waiting = lockIsFree(run);
    await vi.waitFor(() => expect(notices).toHaveLength(1), 10_000);
    writeFileSync(join(machines.folder, 'mark'), 'made meanwhile');
    for (const name of NAMES) machines.drop(name);
    expect(await waiting).toBe(true);
    expect(session?.facts.get(fact)).toContain('made meanwhile');
    expect(notices).toEqual([expect.stringContaining('waiting for ann@control-9')]);
  });

  it('is waited for no longer than asked, and not after an interrupt', async () => {
    machines.put('two', FOREIGN, 30);
    const short = machines.bench({ lockWaitMs: 200 });
    expect(await lockIsFree(short.run)).toBe(false);
    expect(codes(short.run)).toEqual(['lock.held']);
    const long = machines.bench({ lockWaitMs: 3_600_000 });
    const waiting = takeLease(long.run);
    await vi.waitFor(() => expect(long.notices).toHaveLength(1), 10_000);
    long.interrupt.abort();
    expect(await waiting).toBe(false);
    expect(codes(long.run)).toEqual([]);
  });

  it('dated hours ahead is void, and that is said', async () => {
    for (const name of NAMES) machines.put(name, FOREIGN, 3 * 3600);
    const { run, notices } = machines.bench();
    expect(await lockIsFree(run)).toBe(true);
    expect(await takeLease(run)).toBe(true);
    expect(notices).toEqual([expect.stringMatching(/is void, dated further ahead.*: taken over$/)]);
    await releaseLease(run);
  });

  it('is for root only, also in folders that were open, and who keeps others from it is named', async () => {
    const lock = join(machines.folder, 'one', 'lock');
    mkdirSync(lock, { recursive: true, mode: 0o755 });
    const { run } = machines.bench();
    // As somebody who opened it while it was open.
    const holder = spawn('flock', [join(lock, '.turn'), 'sleep', '60']);
    await vi.waitFor(() => expect(readFileSync('/proc/locks', 'utf8')).toContain(` ${holder.pid} `), 10_000);
    expect(await takeLease(run)).toBe(false);
    holder.kill();
    expect(problemsOf(run)).toMatchObject([
      {
        code: 'host.lease-not-written',
        detail: expect.stringMatching(new RegExp(`process ${holder.pid} holds .*: flock `)),
        fix: expect.stringContaining('end it'),
      },
    ]);
    for (const folder of [lock, join(lock, '..')]) expect(statSync(folder).mode & 0o777).toBe(0o700);
  }, 60_000);

  it('cannot be kept: said with the reason, and nothing is left', async () => {
    mkdirSync(join(machines.folder, 'two'));
    writeFileSync(join(machines.folder, 'two', 'lock'), 'a file where a folder should be');
    const { run } = machines.bench();
    expect(await takeLease(run)).toBe(false);
    expect(problemsOf(run)).toMatchObject([{ code: 'host.lease-not-written', host: 'two' }]);
    expect(machines.owners()[0]).toBeUndefined();
  });
});

describe('a lease that is held', () => {
  const RENEW_MS = 20_000;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });

  const expiryOf = (machine: string) =>
    Number(/^expiresAt=(\d+)$/m.exec(readFileSync(machines.file(machine), 'utf8'))?.[1]);

  it('is renewed, also after a machine was away', async () => {
    const { run } = machines.bench();
    await takeLease(run);
    for (const name of NAMES) machines.put(name, run.lease, 5);
    const before = expiryOf('two');
    machines.away.add('two');
    vi.advanceTimersByTime(RENEW_MS);
    await vi.waitFor(() => expect(expiryOf('one')).toBeGreaterThan(before + 40), 10_000);
    expect(expiryOf('two')).toBe(before);
    machines.away.delete('two');
    vi.advanceTimersByTime(RENEW_MS);
    await vi.waitFor(() => expect(expiryOf('two')).toBeGreaterThan(before + 40), 10_000);
    expect([codes(run), run.deps.signal.aborted]).toEqual([[], false]);
    await releaseLease(run);
  });

  it.each([
    ['gone', () => machines.drop('two'), /on two is no longer there/],
    ["another's", () => machines.put('two', FOREIGN, 30), /on two is that of ann@control-9/],
  ] as const)('and is %s stops the run, once', async (_name, happen, words) => {
    const { run } = machines.bench();
    await takeLease(run);
    happen();
    const left = machines.owners()[1];
    vi.advanceTimersByTime(RENEW_MS);
    await vi.waitFor(() => expect(run.deps.signal.aborted).toBe(true), 10_000);
    vi.advanceTimersByTime(RENEW_MS);
    await releaseLease(run);
    expect(problemsOf(run)).toMatchObject([{ code: 'lock.lost', detail: expect.stringMatching(words) }]);
    expect(machines.owners()).toEqual([undefined, left]);
  });

  it.each([
    ['a lock that somebody keeps', 'no-turn', 'process 77 holds it'],
    ['a full disk', 'failed', 'No space left on device'],
  ])('told, tried again, and at last a reason to stop: %s', async (_name, result, said) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const { run, notices } = machines.bench();
    await takeLease(run);
    machines.answers.set('two', `${said}\nresult=${result}\n`);
    const seconds = async (count: number) => {
      for (let second = 0; second < count; second += 5) {
        vi.advanceTimersByTime(5000);
        await vi.waitFor(() => expect(machines.asked).toBe(machines.answered), 10_000);
      }
    };
    await seconds(20);
    expect(notices).toEqual([`the lease of web could not be renewed, and that is tried again: ${said}`]);
    machines.answers.delete('two');
    await seconds(10);
    machines.answers.set('two', `${said}\nresult=${result}\n`);
    await seconds(35);
    expect([notices.length, run.deps.signal.aborted]).toEqual([2, false]);
    await seconds(20);
    expect(run.deps.signal.aborted).toBe(true);
    expect(problemsOf(run)).toMatchObject([
      { code: 'lock.not-renewed', host: 'two', detail: expect.stringContaining(said) },
    ]);
    machines.answers.clear();
    await releaseLease(run);
  });

  it('is not renewed once it was given back', async () => {
    const { run } = machines.bench();
    await takeLease(run);
    await releaseLease(run);
    const calls = [...run.sessions.values()].map(({ connection }) => connection.roundTrips);
    vi.advanceTimersByTime(5 * RENEW_MS);
    expect([...run.sessions.values()].map(({ connection }) => connection.roundTrips)).toEqual(calls);
  });
});
