import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandResult } from '../../src/connection/connection.ts';
import { ScriptedConnection } from '../../src/connection/scripted.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { RunEvent } from '../../src/core/event.ts';
import { thisProcess } from '../../src/engine/control-process.ts';
import { HostSession } from '../../src/engine/host-session.ts';
import { formatLease, type Lease } from '../../src/engine/lease.ts';
import type { Cluster, Host } from '../../src/inventory/types.ts';
import { clusterIsFree } from '../../src/playbook/cluster-is-free.ts';
import { releaseLease, takeLease } from '../../src/playbook/lock-cluster.ts';
import type { RunRequest } from '../../src/playbook/request.ts';
import { problemsOf, tallyOf, type UnitRun } from '../../src/playbook/unit.ts';
import { createLease, createLock, stoppedByLoss } from '../../src/playbook/unit-lock.ts';
import { command } from '../../src/resources/command.ts';

const NAMES = ['one', 'two'] as const;

let folder: string;
/** Machines that do not answer at the moment. */
let away: Set<string>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'havip-lock-'));
  away = new Set();
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

/** Runs a program by the real sh, with a folder of the test's own for what a machine keeps. */
function sh(machine: string, program: string): Promise<CommandResult> {
  const moved = program.replaceAll('/var/lib/havip-deploy', join(folder, machine));
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', moved], { stdio: ['ignore', 'pipe', 'ignore'] });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.on('close', (exitCode) => resolve({ exitCode: exitCode ?? 255, stdout, stderr: '' }));
  });
}

interface Bench {
  readonly run: UnitRun;
  readonly notices: string[];
  readonly interrupt: AbortController;
}

/** One unit's run over two machines that are folders. */
function bench(request: Partial<RunRequest> = {}): Bench {
  const notices: string[] = [];
  const interrupt = new AbortController();
  const lock = createLock();
  const hosts = NAMES.map((name) => ({ name }) as Host);
  const deps = {
    clock: systemClock,
    signal: interrupt.signal,
    connect: () => Promise.reject(new Error('connected already')),
    onEvent: (event: RunEvent) => void (event.type === 'notice' && notices.push(event.text)),
  };
  const run = {
    unit: { name: 'web', cluster: { name: 'web' } as Cluster, hosts },
    request: { command: 'up', check: false, ...request } as RunRequest,
    deps: stoppedByLoss(deps, lock),
    lease: createLease('up', new Date(0)),
    lock,
    sessions: new Map(),
    tallies: new Map(),
    stale: new Set(),
    problems: [],
  } as unknown as UnitRun;
  for (const name of NAMES) {
    const connection = new ScriptedConnection({
      host: name,
      run: (program) =>
        away.has(name) ? { code: 'connection.lost', summary: 'connection lost' } : sh(name, program),
    });
    const session = new HostSession({
      connection,
      tally: tallyOf(run, name),
      selection: { tags: [], skipTags: [] },
      runId: 'run',
      onEvent: deps.onEvent,
      limit: (work) => work(),
    });
    run.sessions.set(name, session);
  }
  return { run, notices, interrupt };
}

const FOREIGN: Lease = {
  id: 'other',
  user: 'ann',
  host: 'control-9',
  boot: 'elsewhere',
  pid: 4711,
  pidStart: '1',
  command: 'verify',
  startedAt: '2026-11-22T20:31:05.000Z',
};

function put(machine: string, lease: Lease, secondsLeft: number): void {
  mkdirSync(join(folder, machine, 'lock'), { recursive: true });
  const expiresAt = Math.floor(Date.now() / 1000) + secondsLeft;
  writeFileSync(join(folder, machine, 'lock', 'web'), `${formatLease(lease)}\nexpiresAt=${expiresAt}\n`);
}

function drop(machine: string): void {
  rmSync(join(folder, machine, 'lock', 'web'));
}

/** Whose lease lies on each machine. */
function owners(): (string | undefined)[] {
  return NAMES.map((name) => {
    try {
      return /^id=(.*)$/m.exec(readFileSync(join(folder, name, 'lock', 'web'), 'utf8'))?.[1];
    } catch {
      return undefined;
    }
  });
}

const codes = (run: UnitRun) => problemsOf(run).map(({ code }) => code);

describe('the lease of a cluster', () => {
  it('is taken on every machine, once, and given back', async () => {
    const { run, notices } = bench();
    expect(await takeLease(run)).toBe(true);
    expect(owners()).toEqual([run.lease.id, run.lease.id]);
    const trips = [...run.sessions.values()].map(({ connection }) => connection.roundTrips);
    expect(trips).toEqual([1, 1]);
    expect(await takeLease(run)).toBe(true);
    await releaseLease(run);
    expect(owners()).toEqual([undefined, undefined]);
    expect([notices, codes(run)]).toEqual([[], []]);
  });

  it('is taken on all machines or on none', async () => {
    put('two', FOREIGN, 30);
    const { run } = bench();
    expect(await takeLease(run)).toBe(false);
    expect(owners()).toEqual([undefined, 'other']);
    const [problem] = problemsOf(run);
    expect(problem).toMatchObject({
      code: 'lock.held',
      summary: 'web is locked by ann@control-9 (`verify`, since 2026-11-22 20:31:05 UTC)',
    });
    expect(problem?.detail).toMatch(/on two runs until \d{4}-.* UTC.*process 4711 on control-9/s);
  });

  it('is won by exactly one of many that start at once', async () => {
    const runs = Array.from({ length: 5 }, () => bench().run);
    const won = await Promise.all(runs.map(takeLease));
    expect(won.filter(Boolean)).toHaveLength(1);
    const winner = runs[won.indexOf(true)];
    expect(owners()).toEqual([winner?.lease.id, winner?.lease.id]);
    for (const run of runs) if (run !== winner) expect(codes(run)).toEqual(['lock.held']);
    for (const run of runs) await releaseLease(run);
    expect(owners()).toEqual([undefined, undefined]);
  });

  it('is taken over where it has run out, and that is said once', async () => {
    for (const name of NAMES) put(name, FOREIGN, -1);
    const { run, notices } = bench();
    expect(await clusterIsFree(run)).toBe(true);
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
    for (const name of NAMES) put(name, { ...FOREIGN, ...thisProcess(), pidStart: '1' }, 60);
    const { run, notices } = bench();
    if (looked) expect(await clusterIsFree(run)).toBe(true);
    expect(await takeLease(run)).toBe(true);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/is void, its process \d+ on this machine has ended: taken over$/);
    await releaseLease(run);
  });

  it('keeps a plan from nothing, and is told once', async () => {
    for (const name of NAMES) put(name, FOREIGN, 30);
    const { run, notices } = bench({ check: true });
    expect(await clusterIsFree(run)).toBe(true);
    expect(await clusterIsFree(run)).toBe(true);
    expect(notices).toEqual([expect.stringContaining('ann@control-9')]);
    expect(codes(run)).toEqual([]);
  });

  it('is waited for as long as asked, and what the other has done is read anew', async () => {
    for (const name of NAMES) put(name, FOREIGN, 30);
    const { run, notices } = bench({ lockWaitMs: 60_000 });
    const fact = { id: 'mark', program: `cat ${join(folder, 'mark')}`, parse: (output: string) => output };
    const session = run.sessions.get('one');
    await session?.gather([fact]);
    const waiting = clusterIsFree(run);
    await vi.waitFor(() => expect(notices).toHaveLength(1), 10_000);
    writeFileSync(join(folder, 'mark'), 'made meanwhile');
    NAMES.forEach(drop);
    expect(await waiting).toBe(true);
    expect(session?.facts.get(fact)).toContain('made meanwhile');
    expect(notices).toEqual([expect.stringContaining('waiting for ann@control-9')]);
  });

  it('is waited for no longer than asked, and not after an interrupt', async () => {
    put('two', FOREIGN, 30);
    const short = bench({ lockWaitMs: 200 });
    expect(await clusterIsFree(short.run)).toBe(false);
    expect(codes(short.run)).toEqual(['lock.held']);
    const long = bench({ lockWaitMs: 3_600_000 });
    const waiting = takeLease(long.run);
    await vi.waitFor(() => expect(long.notices).toHaveLength(1), 10_000);
    long.interrupt.abort();
    expect(await waiting).toBe(false);
    expect(codes(long.run)).toEqual([]);
  });

  it('cannot be kept: said with the reason, and nothing is left', async () => {
    mkdirSync(join(folder, 'two'));
    writeFileSync(join(folder, 'two', 'lock'), 'a file where a folder should be');
    const { run } = bench();
    expect(await takeLease(run)).toBe(false);
    expect(problemsOf(run)).toMatchObject([{ code: 'host.lease-not-written', host: 'two' }]);
    expect(owners()[0]).toBeUndefined();
  });
});

describe('a lease that is held', () => {
  const RENEW_MS = 20_000;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });

  const expiryOf = (machine: string) =>
    Number(/^expiresAt=(\d+)$/m.exec(readFileSync(join(folder, machine, 'lock', 'web'), 'utf8'))?.[1]);

  it('is renewed, also after a machine was away', async () => {
    const { run } = bench();
    await takeLease(run);
    for (const name of NAMES) put(name, run.lease, 5);
    const before = expiryOf('two');
    away.add('two');
    vi.advanceTimersByTime(RENEW_MS);
    await vi.waitFor(() => expect(expiryOf('one')).toBeGreaterThan(before + 40), 10_000);
    expect(expiryOf('two')).toBe(before);
    away.delete('two');
    vi.advanceTimersByTime(RENEW_MS);
    await vi.waitFor(() => expect(expiryOf('two')).toBeGreaterThan(before + 40), 10_000);
    expect([codes(run), run.deps.signal.aborted]).toEqual([[], false]);
    await releaseLease(run);
  });

  it.each([
    ['gone', () => drop('two'), /on two is no longer there/],
    ["another's", () => put('two', FOREIGN, 30), /on two is that of ann@control-9/],
  ] as const)('and is %s stops the run, once', async (_name, happen, words) => {
    const { run } = bench();
    await takeLease(run);
    happen();
    const left = owners()[1];
    vi.advanceTimersByTime(RENEW_MS);
    await vi.waitFor(() => expect(run.deps.signal.aborted).toBe(true), 10_000);
    vi.advanceTimersByTime(RENEW_MS);
    await releaseLease(run);
    expect(problemsOf(run)).toMatchObject([{ code: 'lock.lost', detail: expect.stringMatching(words) }]);
    expect(owners()).toEqual([undefined, left]);
  });

  it('is not renewed once it was given back', async () => {
    const { run } = bench();
    await takeLease(run);
    await releaseLease(run);
    const calls = [...run.sessions.values()].map(({ connection }) => connection.roundTrips);
    vi.advanceTimersByTime(5 * RENEW_MS);
    expect([...run.sessions.values()].map(({ connection }) => connection.roundTrips)).toEqual(calls);
  });
});

describe('a run whose lease is gone before it knows', () => {
  it('changes nothing any more', async () => {
    const { run } = bench();
    await takeLease(run);
    const mark = join(folder, 'mark');
    const script = `echo changed > ${mark}`;
    const session = run.sessions.get('two');
    const made = command({ name: 'mark', run: script, unless: `[ -e ${mark} ]` });
    const desired = { facts: [], resources: () => [made] };
    const apply = async () => {
      const plan = await session?.plan(desired);
      return plan?.ok && session ? session.apply(desired, plan.value) : undefined;
    };
    put('two', FOREIGN, 30);
    expect(await apply()).toMatchObject({ ok: false, problems: [{ code: 'host.moved-on' }] });
    expect(existsSync(mark)).toBe(false);
    put('two', run.lease, 30);
    expect(await apply()).toMatchObject({ ok: true });
    expect(existsSync(mark)).toBe(true);
    await releaseLease(run);
  });
});
