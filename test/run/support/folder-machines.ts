import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandResult } from '../../../src/connection/connection.ts';
import { ScriptedConnection } from '../../../src/connection/scripted.ts';
import { systemClock } from '../../../src/core/clock.ts';
import type { RunEvent } from '../../../src/core/events/event.ts';
import { HostSession } from '../../../src/engine/host-session.ts';
import { formatLease, type Lease } from '../../../src/engine/lease/lease.ts';
import type { Cluster, Host } from '../../../src/inventory/types.ts';
import { createLease, createLock, stoppedByLoss } from '../../../src/run/lock/unit-lock.ts';
import type { RunRequest } from '../../../src/run/request.ts';
import { plainUnit } from '../../../src/run/unit/plain-host.ts';
import { tallyOf, type UnitRun } from '../../../src/run/unit/unit.ts';
import { expiryLines } from '../../support/boot-clock.ts';

export const NAMES = ['one', 'two'] as const;

/** A lease as another person's laptop would have written it. */
export const FOREIGN: Lease = {
  id: 'other',
  user: 'ann',
  host: 'control-9',
  boot: 'elsewhere',
  pid: 4711,
  pidStart: '1',
  command: 'verify',
  startedAt: '2026-11-22T20:31:05.000Z',
};

/** One unit's run with what it told. */
export interface Bench {
  readonly run: UnitRun;
  readonly notices: string[];
  readonly interrupt: AbortController;
}

const LOST = { code: 'connection.lost', summary: 'connection lost' } as const;

/** Two machines that are folders of this one, where the real sh runs what they are sent. */
export class FolderMachines {
  readonly folder = mkdtempSync(join(tmpdir(), 'havip-lock-'));
  /** Machines that do not answer at the moment. */
  readonly away = new Set<string>();
  /** Machines that do what they are sent next, and whose answer is lost on the way. */
  readonly losing = new Set<string>();
  /** Machines that print this, whatever they are sent. */
  readonly answers = new Map<string, string>();
  asked = 0;
  answered = 0;

  /** One unit's run over two machines that are folders. */
  bench(request: Partial<RunRequest> = {}): Bench {
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
      unit: {
        name: 'web',
        cluster: { name: 'web', havip: { addresses: ['192.0.2.1'] } } as unknown as Cluster,
        hosts,
      },
      request: { command: 'up', check: false, ...request } as RunRequest,
      deps: stoppedByLoss(deps, lock),
      lease: createLease('up', new Date(0)),
      lock,
      sessions: new Map(),
      tallies: new Map(),
      stale: new Set(),
      problems: [],
    } as unknown as UnitRun;
    Object.assign(run, { policy: plainUnit({ name: 'web' } as Host).policyFor(run) });
    for (const name of NAMES) {
      const connection = new ScriptedConnection({
        host: name,
        run: (program) => {
          if (this.away.has(name)) return LOST;
          const answer = this.#sh(name, program);
          return this.losing.delete(name) ? answer.then(() => LOST) : answer;
        },
      });
      const session = new HostSession({
        connection,
        tally: tallyOf(run, name),
        selection: { tags: [], skipTags: [] },
        journal: { folder: '/var/lib/havip-deploy/journal/web/run', about: '', stateBefore: ':' },
        onEvent: deps.onEvent,
        limit: (work) => work(),
      });
      run.sessions.set(name, session);
    }
    return { run, notices, interrupt };
  }

  put(machine: string, lease: Lease, secondsLeft: number): void {
    mkdirSync(join(this.folder, machine, 'lock'), { recursive: true });
    writeFileSync(this.file(machine), `${formatLease(lease)}\n${expiryLines(secondsLeft)}`);
  }

  drop(machine: string): void {
    rmSync(this.file(machine));
  }

  /** Whose lease lies on each machine. */
  owners(): (string | undefined)[] {
    return NAMES.map((name) => {
      try {
        return /^id=(.*)$/m.exec(readFileSync(this.file(name), 'utf8'))?.[1];
      } catch {
        return undefined;
      }
    });
  }

  file(machine: string): string {
    return join(this.folder, machine, 'lock', 'lease');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** Runs a program by the real sh, with a folder of the test's own for what a machine keeps. */
  #sh(machine: string, program: string): Promise<CommandResult> {
    this.asked += 1;
    const answer = this.answers.get(machine);
    if (answer !== undefined) {
      this.answered += 1;
      return Promise.resolve({ exitCode: 1, stdout: answer, stderr: '' });
    }
    const moved = program.replaceAll('/var/lib/havip-deploy', join(this.folder, machine));
    return new Promise((resolve) => {
      const child = spawn('sh', ['-c', moved], { stdio: ['ignore', 'pipe', 'ignore'] });
      let stdout = '';
      child.stdout.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
      });
      child.on('close', (exitCode) => {
        this.answered += 1;
        resolve({ exitCode: exitCode ?? 255, stdout, stderr: '' });
      });
    });
  }
}
