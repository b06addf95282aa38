import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import {
  jobAnswer,
  jobId,
  jobState,
  startProgram,
  stopProgram,
} from '../../../src/resources/jobs/job-programs.ts';
import { STATE_DIRECTORY } from '../../../src/resources/paths.ts';
import { type Shell, shells } from '../../support/shells.ts';

const { all, close } = shells();
const root = mkdtempSync(join(tmpdir(), 'havip-jobs-'));
afterAll(() => {
  rmSync(root, { recursive: true });
  close();
});

/** Milliseconds after which a job has ended of itself, should a test leave one behind. */
const LIMIT_MS = 30_000;

/** A machine of its own: a folder in place of that for our records, and one for what jobs write. */
class Place {
  readonly folder: string;
  readonly #shell: Shell;

  constructor(shell: Shell, name: string) {
    this.#shell = shell;
    this.folder = join(root, shell.name, name.replaceAll(/\W/g, '-'));
    mkdirSync(this.folder, { recursive: true });
  }

  async run(program: string): Promise<{ readonly status: number | null; readonly output: string }> {
    return this.#shell.run(program.replaceAll(STATE_DIRECTORY, join(this.folder, 'state')), 60_000);
  }

  start(program: string, limitMs = LIMIT_MS, name = 'work') {
    return this.run(`set -u\n${startProgram({ name, program, limitMs })}`);
  }

  async state(name = 'work'): Promise<string> {
    return (await this.run(jobState(name))).output.split(' ')[0]?.trim() ?? '';
  }

  async until(wanted: string): Promise<void> {
    await until(async () => (await this.state()) === wanted);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Numbers that a job has written, one a line. */
  numbers(name: string): number[] {
    return readFileSync(this.path(name), 'utf8').trim().split('\n').map(Number);
  }

  job(): string {
    const jobs = join(this.folder, 'state/jobs');
    return join(jobs, readdirSync(jobs)[0] ?? '');
  }
}

function until(so: () => boolean | Promise<boolean>) {
  return vi.waitUntil(so, { timeout: 50_000, interval: 50 });
}

function isAlive(pid: number): boolean {
  // One that has ended and was not waited for yet is not alive.
  return existsSync(`/proc/${pid}`) && !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

describe.concurrent.each(all)('a job with $name as sh', (shell) => {
  it('goes on, is found and not started again, and is collected', async () => {
    const at = new Place(shell, 'whole');
    const program = `echo begun >> '${at.path('begun')}'; until [ -e '${at.path('go')}' ]; do sleep 0.05; done
printf '%s\\n' "$WORD"; echo 'to stderr' >&2; exit 3`;
    expect(
      await at.run(`export WORD='it'\\''s
two lines'; ${startProgram({ name: 'work', program, limitMs: LIMIT_MS })}`),
    ).toEqual({ status: 0, output: 'started\n' });
    await at.until('running');
    expect(statSync(at.job()).mode & 0o777).toBe(0o700);
    expect((await at.start(program)).output).toBe('found\n');
    expect((await at.run(jobState('work'))).output).toBe(
      `running ${jobId({ name: 'work', program })} within\n`,
    );
    await at.run(`: > '${at.path('go')}'`);
    await at.until('ended');
    // An end that nobody has asked for is still there for the next run.
    expect((await at.start(program)).output).toBe('found\n');
    expect(await at.run(jobAnswer('work'))).toEqual({ status: 3, output: "it's\ntwo lines\nto stderr\n" });
    expect((await at.run(stopProgram('work'))).output).toBe('');
    expect(await at.state()).toBe('none');
    expect(readFileSync(at.path('begun'), 'utf8')).toBe('begun\n');
  });

  it('is ended at its limit, with all that it has started', async () => {
    const at = new Place(shell, 'limit');
    await at.start(`echo $$ > '${at.path('pids')}'; sleep 60 & echo $! >> '${at.path('pids')}'; wait`, 1000);
    await at.until('ended');
    expect((await at.run(jobState('work'))).output.trim().split(' ')[2]).toBe('over');
    expect(at.numbers('pids').filter(isAlive)).toEqual([]);
  });
});

/** What does not depend on the shell. */
describe.concurrent.each(all.slice(0, 1))('a job', (shell) => {
  it('is begun once, however many start it at the same moment', async () => {
    const at = new Place(shell, 'once');
    const program = `echo begun >> '${at.path('begun')}'; sleep 0.2`;
    const job = join(at.folder, 'state/jobs');
    await at.start(program);
    const watch = readdirSync(job)[0] ?? '';
    await Promise.all([1, 2, 3].map(() => at.run(`sh '${job}/${watch}/watch' '${job}/${watch}' 30`)));
    await at.until('ended');
    expect(readFileSync(at.path('begun'), 'utf8')).toBe('begun\n');
  });

  it('is ended at its limit, also what does not want to end', async () => {
    const at = new Place(shell, 'stubborn');
    const stubborn = `sh -c 'trap "" TERM; echo $$ >> "$1"; while :; do sleep 0.1; done' x '${at.path('pids')}'`;
    await at.start(`echo $$ > '${at.path('pids')}'; ${stubborn} & wait`, 1000);
    await at.until('ended');
    await until(() => at.numbers('pids').filter(isAlive).length === 0);
  });

  it('is stopped, with all that it has started', async () => {
    const at = new Place(shell, 'stop');
    await at.start(`echo $$ > '${at.path('pids')}'; sleep 60 & echo $! >> '${at.path('pids')}'; wait`);
    await at.until('running');
    await until(() => existsSync(at.path('pids')) && at.numbers('pids').length === 2);
    expect((await at.run(stopProgram('work'))).output).toBe('stopped\n');
    expect(at.numbers('pids').filter(isAlive)).toEqual([]);
    expect(await at.state()).toBe('none');
    expect((await at.run(stopProgram('work'))).output).toBe('');
  });

  it('runs as long as its program does, and is lost when nobody has seen its end', async () => {
    const at = new Place(shell, 'lost');
    const program = `echo $$ > '${at.path('pids')}'; sleep 60 & wait`;
    await at.start(program);
    await at.until('running');
    await until(() => existsSync(join(at.job(), 'program.pid')));
    process.kill(Number(readFileSync(join(at.job(), 'pid'), 'utf8')), 'SIGKILL');
    expect((await at.start(program)).output).toBe('found\n');
    process.kill(-Number(readFileSync(join(at.job(), 'program.pid'), 'utf8')), 'SIGKILL');
    await at.until('lost');
    // As after a reboot: it is started again, and only then.
    expect((await at.start('echo again')).output).toBe('started\n');
    await at.until('ended');
    expect((await at.run(jobAnswer('work'))).output).toBe('again\n');
  });

  it('is refused while one of its name with another program runs', async () => {
    const at = new Place(shell, 'other');
    await at.start('sleep 60');
    expect(await at.start('sleep 61')).toEqual({
      status: 1,
      output: 'a job of this name with another program still runs\n',
    });
    expect((await at.start('true', LIMIT_MS, 'another')).output).toBe('started\n');
    await at.run(stopProgram('work'));
    expect((await at.start('exit 0')).output).toBe('started\n');
    await at.until('ended');
  });
});
