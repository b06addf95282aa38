import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { failure, type Outcome, success } from '../core/outcome.ts';
import { commandLine } from '../core/programs/shell.ts';

/** What a finished program left; a signal counts as exit code 128. */
export interface CommandOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly stdin?: string;
  /** Added to the environment. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs a program on this machine to its end; any exit code is a result. Rejects where it cannot be started. */
export async function execute(argv: readonly string[], options: CommandOptions = {}): Promise<CommandOutput> {
  const child = spawn('env', withVariables(argv, options.variables), { stdio: ['pipe', 'pipe', 'pipe'] });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A program that ends without reading its input is judged by its exit code.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  return {
    exitCode: code ?? 128,
    stdout: Buffer.concat(stdout).toString(),
    stderr: Buffer.concat(stderr).toString(),
  };
}

/** Runs a program that has to succeed, and gives what it printed. */
export async function run(argv: readonly string[], options: CommandOptions = {}): Promise<Outcome<string>> {
  const { exitCode, stdout, stderr } = await execute(argv, options);
  if (exitCode === 0) return success(stdout);
  return commandFailed(commandLine(...argv.map(firstLine)), exitCode, stderr === '' ? stdout : stderr);
}

/** Runs a POSIX-sh script that has to succeed; its variables come from the environment, so nothing needs quoting. */
export function runScript(
  script: string,
  variables: Readonly<Record<string, string>> = {},
  wrapper: readonly string[] = [],
): Promise<Outcome<string>> {
  return run([...wrapper, 'sh', '-euc', script], { variables });
}

/**
 * Runs a script in mount and process namespaces of its own: whatever it mounts or starts is gone with it, and it
 * is gone with the program that called for it.
 */
export function runScriptApart(
  script: string,
  variables: Readonly<Record<string, string>>,
): Promise<Outcome<string>> {
  const apart = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  return runScript(script, variables, ['setpriv', '--pdeathsig', 'KILL', ...apart]);
}

/** What daemons find in their environment beside their variables: nothing of the person's who happened to start them. */
const DAEMON_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
};

/** Starts a program that outlives this one; its output goes to the end of a file. */
export async function startDaemon(
  argv: readonly string[],
  variables: Readonly<Record<string, string>>,
  logFile: string,
): Promise<void> {
  const log = await open(logFile, 'a', 0o600);
  try {
    const [program = '', ...rest] = argv;
    const child = spawn(program, rest, {
      detached: true,
      cwd: '/',
      env: { ...DAEMON_ENVIRONMENT, ...variables },
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(child, 'spawn');
    child.unref();
  } finally {
    await log.close();
  }
}

function withVariables(
  argv: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): readonly string[] {
  return [...Object.entries(variables).map(([name, value]) => `${name}=${value}`), ...argv];
}

function firstLine(word: string): string {
  const [line = '', ...more] = word.trim().split('\n');
  return more.length === 0 ? line : `${line} …`;
}

const LINES_SHOWN = 15;

function commandFailed(command: string, exitCode: number, output: string) {
  return failure({
    code: 'host.lab-command-failed',
    summary: 'a command that the lab needs failed on this machine',
    detail: `\`${command}\` ended with exit code ${exitCode}:\n${output.trim().split('\n').slice(-LINES_SHOWN).join('\n')}`,
    fix: 'Mend what it complains about and run `lab up` again; it goes on where it stopped.',
  });
}
