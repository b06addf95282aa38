import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { quote } from '../../core/programs/shell.ts';
import type { Secret } from '../../core/secret.ts';
import { Account } from './account.ts';
import { askPass } from './askpass.ts';
import { privateFolder } from './private-folder.ts';
import { type Destination, masterWords } from './words.ts';

const READY = 'session is open';
const CLOSE_MS = 1_000;

/** The one ssh process that holds the session with a machine; commands go through its socket. */
export class Master {
  readonly socket: string;
  readonly account = new Account();
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #ended: Promise<void>;
  readonly #ready: Promise<boolean>;
  #lost: string | undefined;

  private constructor(folder: string, child: ChildProcess) {
    this.socket = join(folder, 'c');
    this.#folder = folder;
    this.#child = child;
    child.stdin?.on('error', () => undefined);
    child.stderr?.on('data', (chunk: Buffer) => this.account.push(chunk));
    this.#ended = new Promise((resolve) => {
      child.once('error', () => resolve());
      child.once('close', () => {
        this.#lost ??= lostReason(this.account);
        resolve();
      });
    });
    // A close waits for all who hold the output, and the way through a jump host ends a little later.
    child.once('exit', () => {
      this.#lost ??= lostReason(this.account);
      child.stdin?.destroy();
    });
    this.#ready = new Promise((resolve) => {
      let said = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString('latin1')).slice(-READY.length * 2);
        if (said.includes(READY)) resolve(true);
      });
      void this.#ended.then(() => resolve(false));
    });
  }

  /** Starts ssh; whether it comes to a session, `opened` tells. */
  static async start(to: Destination, password: Secret | undefined): Promise<Master> {
    const folder = await privateFolder();
    const helper =
      password === undefined ? undefined : await askPass(folder, password, `${to.user}@${to.address}`);
    const words = masterWords(to, join(folder, 'c'), announce(folder));
    // ssh has the user's shell run what the words say; `env` because the environment is this process's own.
    const environment = ['SHELL=/bin/sh', ...(helper?.environment ?? [])];
    const child = spawn('env', [...environment, 'ssh', ...words], { stdio: 'pipe', detached: true });
    const master = new Master(folder, child);
    void master.#ready.then(() => helper?.close());
    return master;
  }

  /** Whether there is a session; false once ssh has ended without one. */
  get opened(): Promise<boolean> {
    return this.#ready;
  }

  /** Why there is no session any more; undefined while there is one. */
  get lost(): string | undefined {
    return this.#lost;
  }

  /** Settles once ssh has ended. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** Ends the session, and what runs over it. */
  async close(): Promise<void> {
    this.#lost ??= 'it was closed here';
    this.#child.kill('SIGTERM');
    this.#child.stdin?.destroy();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), CLOSE_MS);
    await this.#ended;
    clearTimeout(timer);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/**
 * Run by ssh when it has logged in: says so, and leaves somebody who ends the session when this process is gone, however
 * that came, for then its end of ssh's standard input is.
 */
function announce(folder: string): string {
  const end = `ssh -F none -S ${quote(join(folder, 'c'))} -O exit session;rm -rf ${quote(folder)}`;
  return `exec 3<&0;(cat <&3;${end}) </dev/null >/dev/null 2>&1 & echo ${READY}`;
}

function lostReason(account: Account): string {
  const { complaints } = account;
  if (/^Timeout, server .* not responding/m.test(complaints)) return 'it no longer answers keepalives';
  const last = /^(?:client_loop: |Read from remote host \S+: )(.*)$/m.exec(complaints)?.[1];
  return last ?? 'the other side closed it';
}
