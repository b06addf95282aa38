import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAEMON_FUNCTIONS } from '../../../src/havip/daemon/programs.ts';

/** SIGUSR1 ends a keepalived that has just been started: seen on 40 of 40 real ones. */
describe('a keepalived that is asked for its own account', () => {
  let folder = '';
  let daemon: ChildProcess | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'havip-dump-'));
  });
  afterEach(() => {
    daemon?.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const ask = (shell: string) =>
    spawnSync(shell, ['-c', `${DAEMON_FUNCTIONS}\ndump ${daemon?.pid}`], { encoding: 'utf8' }).status;

  it.each(['dash', 'bash'])('gets no signal that it does not take yet, by %s', async (shell) => {
    copyFileSync('/bin/sleep', join(folder, 'keepalived'));
    daemon = spawn(join(folder, 'keepalived'), ['60']);
    await once(daemon, 'spawn');
    expect(ask(shell)).toBe(1);
    expect([daemon.exitCode, daemon.signalCode]).toEqual([null, null]);
    expect(daemon.kill(0)).toBe(true);
  });

  it('gets one that it takes', async () => {
    copyFileSync('/bin/bash', join(folder, 'keepalived'));
    const program = "trap 'echo asked; exit' USR1; echo ready; while :; do read -t 1 <> <(:); done";
    daemon = spawn(join(folder, 'keepalived'), ['-c', program], { stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    daemon.stdout?.on('data', (chunk) => (said += chunk));
    while (!said.includes('ready')) await once(daemon.stdout ?? daemon, 'data');
    ask('sh');
    await once(daemon, 'close');
    expect(said).toBe('ready\nasked\n');
  });
});
