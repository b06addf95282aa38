import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Target } from '../../src/core/ssh/target.ts';

export type KeyType = 'ed25519' | 'rsa' | 'ecdsa';

/** A folder with keys and a home, for one test file. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'connection-test-'));
  readonly home = join(this.folder, 'home');
  readonly servers: ChildProcess[] = [];

  constructor() {
    mkdirSync(join(this.home, '.ssh'), { recursive: true, mode: 0o700 });
  }

  /** Makes a key pair and returns the private key's path. */
  key(name: string, type: KeyType = 'ed25519', passphrase = ''): string {
    const path = join(this.folder, name);
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', name, '-f', path]);
    return path;
  }

  publicKey(path: string): string {
    return readFileSync(`${path}.pub`, 'utf8').trim();
  }

  /** Writes a file and returns its path. */
  file(name: string, content: string, mode = 0o600): string {
    const path = join(this.folder, name);
    writeFileSync(path, content, { mode });
    return path;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Also ends servers that a failed test has left. */
  remove(): void {
    for (const server of this.servers) server.kill('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface SshdOptions {
  readonly hostKeys: readonly string[];
  readonly authorizedKeys: readonly string[];
  /** Further lines of sshd_config; the first of a keyword wins. */
  readonly config?: readonly string[];
  /** What starts sshd, for example a namespace of its own. */
  readonly launcher?: readonly string[];
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A real sshd on 127.0.0.1, with its own keys and configuration. */
export class Sshd {
  readonly port: number;
  readonly pid: number;
  readonly #stop: () => Promise<void>;
  readonly #log: () => string;

  private constructor(port: number, pid: number, stop: () => Promise<void>, log: () => string) {
    this.port = port;
    this.pid = pid;
    this.#stop = stop;
    this.#log = log;
  }

  /** On another port where somebody has taken the free one meanwhile. */
  static async start(workshop: Workshop, options: SshdOptions, attempts = 5): Promise<Sshd> {
    try {
      return await Sshd.#startOnce(workshop, options);
    } catch (error) {
      if (attempts > 1 && /Address already in use/.test(String(error)))
        return Sshd.start(workshop, options, attempts - 1);
      throw error;
    }
  }

  static async #startOnce(workshop: Workshop, options: SshdOptions): Promise<Sshd> {
    // sshd asks for it when it runs as root; its own service makes it at boot.
    if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    const port = await freePort();
    const authorized = workshop.file(`authorized-${port}`, `${options.authorizedKeys.join('\n')}\n`, 0o644);
    const config = workshop.file(
      `sshd_config-${port}`,
      [
        ...(options.config ?? []),
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        ...options.hostKeys.map((key) => `HostKey ${key}`),
        `AuthorizedKeysFile ${authorized}`,
        'StrictModes no',
        'UsePAM no',
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'PermitRootLogin yes',
        'UseDNS no',
        `PidFile ${workshop.path(`sshd-${port}.pid`)}`,
        'LogLevel VERBOSE',
        '',
      ].join('\n'),
    );
    const [command = '/usr/sbin/sshd', ...words] = [...(options.launcher ?? []), '/usr/sbin/sshd'];
    const child = spawn(command, [...words, '-D', '-e', '-f', config], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    workshop.servers.push(child);
    let log = '';
    child.stderr.on('data', (chunk) => {
      log += String(chunk);
    });
    const until = performance.now() + 50_000;
    while (!log.includes('Server listening')) {
      if (child.exitCode !== null || performance.now() > until) throw new Error(`sshd did not start: ${log}`);
      await delay(10);
    }
    const stop = async (): Promise<void> => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    };
    if (child.pid === undefined) throw new Error('sshd has no process');
    return new Sshd(port, child.pid, stop, () => log);
  }

  get log(): string {
    return this.#log();
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  /** Processes of the sessions that are open now, oldest first. */
  sessions(): number[] {
    return childrenOf(this.pid);
  }

  /** Ends all sessions as an administrator or a crash would; the server goes on. */
  killSessions(signal: NodeJS.Signals = 'SIGKILL'): void {
    const pids = this.sessions().flatMap((pid) => [...childrenOf(pid).filter(isSshd), pid]);
    for (const pid of pids) killIfThere(pid, signal);
  }

  /** The known_hosts line for one of its keys. */
  knownHosts(hostKey: string): string {
    return `[127.0.0.1]:${this.port} ${readFileSync(`${hostKey}.pub`, 'utf8').trim()}\n`;
  }
}

/** The end of one session process takes others with it, before it is their turn. */
function killIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isSshd(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('sshd');
}

export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map(Number);
}

/** A target for a server of this file; the user is whoever runs the tests. */
export function targetOf(port: number, extra: Partial<Target> = {}): Target {
  return {
    name: 'node',
    via: 'ssh',
    address: '127.0.0.1',
    port,
    user: userInfo().username,
    ssh: {},
    ...extra,
  };
}
