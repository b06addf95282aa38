import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, watch, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

/** How a process of an engine is started, by a folder of the test's own. */
export type EngineProcess = (folder: string) => EngineOptions;

type EngineOptions = Readonly<Record<string, unknown>>;

/**
 * What a process that is really killed must not lose, and must not do twice.
 * @param takesOver another process is there while it is killed
 * @param anew makes a place where no process has been, for those where several may be
 */
export function describeKilled(
  name: string,
  engine: EngineProcess,
  takesOver: boolean,
  anew?: () => Promise<EngineOptions>,
): void {
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

  const start = (options = engine(folder)) => {
    const child = spawn(process.execPath, [program, JSON.stringify({ folder, ...options })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return { child, out: text(child.stdout) };
  };

  describe(`a rollout on ${name}: kill -9`, () => {
    it('is gone on with by another process, and no finished step is done twice', async () => {
      const log = join(folder, 'log');
      writeFileSync(log, '');
      const first = start();
      // One that is there already takes over; else one that begins then.
      const other = takesOver ? start() : undefined;
      const [, pid] = await until(log, /b has one in (\d+)/);
      const killed = other !== undefined && String(other.child.pid) === pid ? other : first;
      expect(String(killed.child.pid)).toBe(pid);
      killed.child.kill('SIGKILL');
      await once(killed.child, 'exit');
      writeFileSync(join(folder, 'go'), '');
      const survivor = (killed === first ? other : first) ?? start();
      expect(JSON.parse(await survivor.out)).toMatchObject({ why: 'done', skipped: [] });
      const done = readFileSync(log, 'utf8')
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

    it.runIf(anew)('several processes begin at once where none has been before', async () => {
      writeFileSync(join(folder, 'go'), '');
      const options = await anew?.();
      const all = [start(options), start(options), start(options)];
      for (const { out } of all) expect(JSON.parse(await out)).toMatchObject({ why: 'done' });
    });
  });
}

/** Waits until something stands in a file. */
async function until(path: string, wanted: RegExp): Promise<RegExpExecArray> {
  const watcher = watch(path);
  try {
    for (;;) {
      const found = wanted.exec(readFileSync(path, 'utf8'));
      if (found !== null) return found;
      await once(watcher, 'change');
    }
  } finally {
    watcher.close();
  }
}
