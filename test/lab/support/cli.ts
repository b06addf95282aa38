import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunDocument } from '../../../src/core/events/document.ts';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** What one command line came to. */
export interface CliResult {
  /** The exit code, or 128 plus the signal's number as a shell would report it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The JSON document; asking for it without `--json` is a mistake in the test. */
  readonly document: RunDocument;
}

/** A command line on its way. */
export interface RunningCli {
  readonly pid: number;
  readonly result: Promise<CliResult>;
  /** Everything printed so far, both streams. */
  readonly said: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
}

export interface CliOptions {
  readonly cwd?: string;
  /** Besides PATH and HOME, which are all that the command inherits. */
  readonly env?: Readonly<Record<string, string>>;
  /** Written to standard input, which is then closed. */
  readonly stdin?: string;
}

/** Runs the built `havip-deploy` with these words in an environment of its own. */
export function cli(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(words, options).result;
}

/** The same without waiting, for what happens in the middle of a run. */
export function startCli(words: readonly string[], options: CliOptions = {}): RunningCli {
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd: options.cwd ?? '/',
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...options.env },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  const result = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({
        code: code ?? 128 + (signal === 'SIGKILL' ? 9 : signal === 'SIGTERM' ? 15 : 2),
        stdout,
        stderr,
        get document() {
          return parseDocument(stdout, stderr);
        },
      });
    });
  });
  return {
    pid: child.pid ?? 0,
    result,
    said: () => stdout + stderr,
    kill: (signal) => void child.kill(signal),
  };
}

function parseDocument(stdout: string, stderr: string): RunDocument {
  try {
    return JSON.parse(stdout) as RunDocument;
  } catch {
    throw new Error(`standard output is no JSON document:\n${stdout}\nstandard error:\n${stderr}`);
  }
}
