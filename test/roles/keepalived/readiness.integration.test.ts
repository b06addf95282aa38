import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readinessProgram } from '../../../roles/keepalived/programs/readiness.ts';
import { DAEMON_FUNCTIONS } from '../../../src/havip/daemon/programs.ts';

/** Stand-ins for `ip`, `systemctl` and `journalctl`; the program itself is run by the real sh. */
describe('waiting for keepalived to do its work', () => {
  let folder = '';
  let daemon: ChildProcess;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'havip-ready-'));
    tool('journalctl', 'echo "its last words"');
    // A process of that name which dumps nothing.
    tool('keepalived', "trap '' USR1; echo up; while :; do sleep 1; done");
    daemon = spawn(join(folder, 'keepalived'), { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => daemon.stdout?.once('data', resolve));
  });
  afterAll(() => {
    daemon.kill();
    rmSync(folder, { recursive: true });
  });

  function tool(name: string, program: string): void {
    writeFileSync(join(folder, name), `#!/bin/sh\n${program}\n`);
    chmodSync(join(folder, name), 0o755);
  }

  it.each([
    ['a master that holds the address is ready at once', 'MASTER', 'yes', 'active', true, 0],
    ['a backup is, after the master-down time', 'BACKUP', 'no', 'active', true, 0],
    ['a daemon that has ended is not', 'BACKUP', 'no', 'failed', true, 1],
    ['one in FAULT is not', 'FAULT', 'no', 'failed', true, 1],
    ['a state that a dead process left counts for nothing', 'FAULT', 'no', 'active', false, 0],
    ['a backup that has the address from elsewhere is not', 'BACKUP', 'yes', 'failed', true, 1],
  ])('%s', (_name, state, holds, active, alive, expected) => {
    const held = holds === 'yes' ? 'echo "2: eth0    inet 172.16.16.12/32 scope global eth0"' : ':';
    tool('ip', held);
    tool('systemctl', active === 'active' ? 'exit 0' : 'exit 3');
    const stateFile = join(folder, 'state.json');
    writeFileSync(stateFile, JSON.stringify({ state, keepalived_pid: alive ? daemon.pid : 999_999_999 }));
    const program = readinessProgram({ stateFile, addresses: ['172.16.16.12'], masterDownMs: 100 });
    const { status, stdout } = spawnSync('sh', ['-euc', program], {
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env.PATH}` },
    });
    expect(status).toBe(expected);
    if (expected === 1)
      expect(stdout).toMatch(/its last words\nkeepalived did not come up: its state is \w+/);
  });

  it.each([
    ['is not where it was changed, and is told soon', '', 1],
    ['is where it is taken back: keepalived has no part in it', 'undoing=yes\n', 0],
  ])('a backup whose address something else has set %s', (_name, before, expected) => {
    tool('ip', 'echo "2: eth0    inet 172.16.16.12/32 scope global eth0"');
    tool('systemctl', 'exit 0');
    const stateFile = join(folder, 'state.json');
    writeFileSync(stateFile, JSON.stringify({ state: 'BACKUP', keepalived_pid: daemon.pid }));
    const program = readinessProgram({ stateFile, addresses: ['172.16.16.12'], masterDownMs: 500 })
      .replace(DAEMON_FUNCTIONS, `${DAEMON_FUNCTIONS}\ndump() { printf '%s' '${instance('BACKUP', 250)}'; }`)
      .replace('done_or_not || exit 1', '')
      .replace('same_process || done_or_not', '');
    const from = Date.now();
    const { status, stdout } = spawnSync('sh', ['-euc', `${before}${program}`], {
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env.PATH}` },
    });
    expect([status, Date.now() - from < 6000]).toEqual([expected, true]);
    if (expected === 1) expect(stdout).toMatch(/has not put 172\.16\.16\.12 here/);
  });

  const instance = (state: string, priority: number) =>
    `   State = ${state}\n   Master priority = ${priority}\n`;
  it.each([
    ['a daemon that says it is a backup', ['BACKUP'], 0],
    ['one that says the same', ['FAULT'], 1],
    ['one that says nothing', [], 1],
  ] as const)('a FAULT in the state file, and %s', (_name, [said], expected) => {
    tool('ip', ':');
    // It ends once it has been asked, for a program that goes on waiting.
    tool('systemctl', expected === 0 ? 'exit 0' : `[ ! -e ${folder}/late ] || exit 3; touch ${folder}/late`);
    rmSync(join(folder, 'late'), { force: true });
    const stateFile = join(folder, 'state.json');
    writeFileSync(stateFile, JSON.stringify({ state: 'FAULT', keepalived_pid: daemon.pid }));
    const account = said === undefined ? '' : instance(said, 250);
    const program = readinessProgram({ stateFile, addresses: ['172.16.16.12'], masterDownMs: 1500 })
      .replace(DAEMON_FUNCTIONS, `${DAEMON_FUNCTIONS}\ndump() { printf '%s' '${account}'; }`)
      .replace('look=$((now + 100 / 2))', 'look=$((now + 250))');
    const { status } = spawnSync('sh', ['-euc', program], { env: { PATH: `${folder}:${process.env.PATH}` } });
    expect(status).toBe(expected);
  });

  const named = (name: string, state: string) => ` VRRP Instance = ${name}\n${instance(state, 100)}`;
  const [OTHER, OWN] = [named('DB', 'BACKUP'), named('WEB.1', 'MASTER')];
  it.each([
    ['the first one, where none is named', OTHER + OWN, [], 1],
    ['its own by the name of before', OTHER + OWN, ['WEB.1', 'VI_1'], 0],
    ['its own by the name of now', OTHER + named('VI_1', 'MASTER'), ['WEB.1', 'VI_1'], 0],
    ['its own, though the other has the name of now', named('VI_1', 'BACKUP') + OWN, ['WEB.1', 'VI_1'], 0],
    ['none by a name that only looks the same', OTHER + named('WEBX1', 'MASTER'), ['WEB.1'], 1],
  ])('a master without a state file goes by the account of %s', (_name, account, instances, expected) => {
    tool('ip', 'echo "2: eth0    inet 172.16.16.12/32 scope global eth0"');
    // It ends once it has been asked, for a program that goes on waiting.
    tool('systemctl', expected === 0 ? 'exit 0' : `[ ! -e ${folder}/late ] || exit 3; touch ${folder}/late`);
    rmSync(join(folder, 'late'), { force: true });
    const stateFile = join(folder, 'missing.json');
    const options = { stateFile, addresses: ['172.16.16.12'], masterDownMs: 1500, again: true, instances };
    const program = readinessProgram(options)
      .replace(DAEMON_FUNCTIONS, `${DAEMON_FUNCTIONS}\ndump() { printf '%s' '${account}'; }`)
      .replace('look=$((now + 100 / 2))', 'look=$((now + 250))');
    const { status } = spawnSync('sh', ['-euc', program], { env: { PATH: `${folder}:${process.env.PATH}` } });
    expect(status).toBe(expected);
  });

  it.each([
    ['hears its master', instance('BACKUP', 250), false, 'heard'],
    ['does not', instance('BACKUP', 0), false, 'waited'],
    ['hears it in one of two instances', instance('BACKUP', 250) + instance('BACKUP', 0), false, 'waited'],
    ['hears it in both', instance('BACKUP', 250) + instance('BACKUP', 110), false, 'heard'],
    ['hears it, and has started again', instance('BACKUP', 250), true, 'waited'],
    ['is too old to say', '', false, 'waited'],
  ])('a backup that %s', (_name, account, again, expected) => {
    tool('ip', ':');
    tool('systemctl', 'exit 0');
    const stateFile = join(folder, 'state.json');
    writeFileSync(stateFile, JSON.stringify({ state: 'BACKUP', keepalived_pid: daemon.pid }));
    // Which of the two it was is told by the clock that the program goes by, and not by ours.
    const program = readinessProgram({ stateFile, addresses: ['172.16.16.12'], masterDownMs: 1500, again })
      .replace(DAEMON_FUNCTIONS, `${DAEMON_FUNCTIONS}\ndump() { printf '%s' '${account}'; }`)
      .replace(
        'same_process || done_or_not\n  exit',
        '[ $((now - calm)) -gt 200 ] && echo waited || echo heard; exit 0',
      );
    const { stdout } = spawnSync('sh', ['-euc', program], {
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env.PATH}` },
    });
    expect(stdout.trim()).toBe(expected);
  });

  it.each([
    ['not asked, where its main process is the one that was seen', 'main=$top', []],
    ['asked, where that is none of the unit', 'main=0', ['is-active']],
    ['asked, where another one runs by then', 'main=$top started=1', ['is-active']],
  ])('whether the unit is active is %s', (_name, seen, asked) => {
    tool('ip', ':');
    const [stateFile, asks] = [join(folder, 'state.json'), join(folder, 'asks')];
    tool('systemctl', `echo $1 >> ${asks}`);
    writeFileSync(stateFile, JSON.stringify({ state: 'BACKUP', keepalived_pid: daemon.pid }));
    writeFileSync(asks, '');
    const looks = `done_or_not() { find_eldest "$(daemons)"; ${seen}; }\nclock() {`;
    const program = readinessProgram({ stateFile, addresses: ['172.16.16.12'], masterDownMs: 1500 })
      .replace(DAEMON_FUNCTIONS, `${DAEMON_FUNCTIONS}\ndump() { printf '%s' '${instance('BACKUP', 250)}'; }`)
      .replace('clock() {', looks);
    const { status } = spawnSync('sh', ['-euc', program], { env: { PATH: `${folder}:${process.env.PATH}` } });
    expect([status, readFileSync(asks, 'utf8').trim()]).toEqual([0, asked.join('')]);
  });

  it.each([
    ['while it waits, and not again at its end', '', ['asked']],
    ['again at its end where another process runs by then', 'started=1;', ['asked', 'asked']],
  ])('what is loaded is asked %s', (_name, another, asked) => {
    tool('ip', ':');
    tool('systemctl', 'exit 0');
    const [stateFile, asks] = [join(folder, 'state.json'), join(folder, 'asks')];
    writeFileSync(stateFile, JSON.stringify({ state: 'BACKUP', keepalived_pid: daemon.pid }));
    writeFileSync(asks, '');
    const looks = `done_or_not() { find_eldest "$(daemons)"; ${another} echo asked >> ${asks}; }\nclock() {`;
    const program = readinessProgram({ stateFile, addresses: ['172.16.16.12'], masterDownMs: 1500 })
      .replace(DAEMON_FUNCTIONS, `${DAEMON_FUNCTIONS}\ndump() { printf '%s' '${instance('BACKUP', 250)}'; }`)
      .replace('clock() {', looks);
    const { status } = spawnSync('sh', ['-euc', program], { env: { PATH: `${folder}:${process.env.PATH}` } });
    expect([status, readFileSync(asks, 'utf8').trim().split('\n')]).toEqual([0, asked]);
  });
});
