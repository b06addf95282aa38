import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a program printed, on both streams in their order, and how it ended. */
export interface Said {
  readonly status: number | null;
  readonly output: string;
}

/** One kind of machine: its shell, and where its tools are. */
export interface Shell {
  readonly name: string;
  readonly run: (program: string, limitMs?: number) => Promise<Said>;
}

const DEFAULT_LIMIT_MS = 60_000;

/** The shells of this machine that a target may have as `sh`; busybox with all of its own tools. */
export function shells(): { readonly all: readonly Shell[]; readonly close: () => void } {
  const tools = mkdtempSync(join(tmpdir(), 'havip-busybox-'));
  // Others run programs there, too.
  chmodSync(tools, 0o755);
  const busybox = spawnSync('busybox', ['--install', '-s', tools]).status === 0;
  const plain = ['dash', 'bash'].filter((name) => spawnSync(name, ['-c', ':']).status === 0);
  const all = [
    ...plain.map((name) => shell(name, [name], process.env.PATH ?? '')),
    ...(busybox ? [shell('busybox', ['busybox', 'sh'], tools)] : []),
  ];
  return { all, close: () => rmSync(tools, { recursive: true }) };
}

function shell(name: string, [command = 'sh', ...words]: readonly string[], path: string): Shell {
  const file = spawnSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' }).stdout.trim();
  return {
    name,
    run: (program, limitMs = DEFAULT_LIMIT_MS) =>
      new Promise((resolve) => {
        const child = spawn(file, [...words, '-c', program], {
          stdio: ['ignore', 'pipe', 'pipe'],
          env: { ...process.env, PATH: path },
          timeout: limitMs,
          killSignal: 'SIGKILL',
        });
        const parts: string[] = [];
        const hear = (chunk: Buffer) => void parts.push(chunk.toString());
        child.stdout.on('data', hear);
        child.stderr.on('data', hear);
        child.on('close', (status) => resolve({ status, output: parts.join('') }));
      }),
  };
}
