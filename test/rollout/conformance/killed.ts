import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

/** How a process of an engine is started, by a folder of the test's own. */
export type EngineProcess = (folder: string) => Readonly<Record<string, unknown>>;

/** What a process that is really killed must not lose, and must not do twice. */
export function describeKilled(name: string, engine: EngineProcess): void {
  let folder: string;
  /** Beside the packages that it loads. */
  const program = join(root, `node_modules/.rollout-process-${process.pid}-${Date.now()}.mjs`);
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'havip-killed-'));
    await build({
      entryPoints: [join(import.meta.dirname, 'process.ts')],
      outfile: program,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true });
    await rm(program, { force: true });
  });

  const start = () => {
    const child = spawn(process.execPath, [program, JSON.stringify({ folder, ...engine(folder) })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  };

  describe(`a rollout on ${name}: kill -9`, () => {
    it('is gone on with by another process, and no finished step is done twice', async () => {
      const log = join(folder, 'log');
      writeFileSync(log, '');
      const killed = start();
      await until(log, 'b has one');
      killed.kill('SIGKILL');
      await once(killed, 'exit');
      writeFileSync(join(folder, 'go'), '');
      const second = start();
      let out = '';
      second.stdout?.on('data', (data: Buffer) => {
        out += data.toString();
      });
      await once(second, 'close');
      expect(JSON.parse(out)).toMatchObject({ why: 'done', skipped: [] });
      const done = readFileSync(log, 'utf8')
        .trim()
        .split('\n')
        .filter((line) => line.includes(' does '));
      expect(done).toEqual([
        'a does one',
        'a does two',
        'b does one',
        'b does two',
        'c does one',
        'c does two',
      ]);
    });
  });
}

/** Waits until a file has a text. */
async function until(path: string, text: string): Promise<void> {
  const has = () => existsSync(path) && readFileSync(path, 'utf8').includes(text);
  const watcher = watch(path);
  try {
    while (!has()) await once(watcher, 'change');
  } finally {
    watcher.close();
  }
}
