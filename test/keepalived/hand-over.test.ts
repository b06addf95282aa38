import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NOT_POSSIBLE, resignProgram, takeOverProgram } from '../../src/keepalived/hand-over.ts';

const CONFIG = `vrrp_instance VI_1 {
    state BACKUP
    priority 240
    nopreempt
    preempt_delay 10
}
`;

let folder = '';
const config = () => join(folder, 'keepalived.conf');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'havip-hand-over-'));
  mkdirSync(join(folder, 'bin'));
  // With systemd, as far as the program can see: a fake one takes the timer, and no process is ended.
  mkdirSync(join(folder, 'systemd/system'), { recursive: true });
  writeFileSync(join(folder, 'log'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

function options(configPath: string) {
  return { cluster: "it's $(a) `b`", configPath, addresses: ['10.0.0.9'], masterDownMs: 300, skewMs: 10 };
}

/** Runs the standby's program with a machine's commands replaced by ones that note what they were called for. */
function run(text: string, commands: { readonly keepalived?: string; readonly holds: boolean }) {
  writeFileSync(config(), text, { mode: 0o640 });
  const log = join(folder, 'log');
  const fakes: Record<string, string> = {
    keepalived: commands.keepalived ?? 'true',
    systemctl: `[ "$1" != reload ] || { echo "systemctl $*"; cat ${config()}; } >>${log}`,
    'systemd-run': `echo armed >>${log}`,
    ip: commands.holds ? 'echo "2: eth0 inet 10.0.0.9/32"' : 'true',
    sleep: 'true',
  };
  for (const [name, script] of Object.entries(fakes)) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  const program = takeOverProgram(options(config()))
    .replaceAll('PATH=/usr/sbin', `PATH=${join(folder, 'bin')}:/usr/sbin`)
    .replaceAll('/run/', `${folder}/`)
    .replaceAll('kill --', 'false');
  const { status, stdout, stderr } = spawnSync('sh', [], { input: program, encoding: 'utf8' });
  return {
    status,
    stdout,
    stderr,
    log: readFileSync(log, 'utf8'),
    left: readFileSync(config(), 'utf8'),
  };
}

describe('the program by which a standby takes the address', () => {
  it('reloads with a higher priority that preempts, then with its own configuration', () => {
    const { status, stderr, log, left } = run(CONFIG, { holds: true });
    expect([status, stderr]).toEqual([0, '']);
    const [before, first, second] = log.split('systemctl reload keepalived\n');
    expect(before).toBe('armed\n');
    expect(first).toBe('vrrp_instance VI_1 {\n    state BACKUP\n    priority 254\n}\n');
    expect(second).toBe(CONFIG);
    expect(left).toBe(CONFIG);
  });

  it('puts its own configuration back when it does not get the address', () => {
    const { status, stdout, log, left } = run(CONFIG, { holds: false });
    expect(status).toBe(NOT_POSSIBLE);
    expect(stdout).toContain('did not take the address');
    expect(log.match(/systemctl reload/g)).toHaveLength(2);
    expect(left).toBe(CONFIG);
  });

  it.each([
    ['two instances', CONFIG.repeat(2), {}],
    ['no priority', CONFIG.replace(/ *priority.*\n/, ''), {}],
    ['a configuration that keepalived objects to', CONFIG, { keepalived: 'grep "priority 254" "$3" >&2' }],
  ])('touches nothing with %s', (_name, text, commands) => {
    const { status, log, left } = run(text, { holds: true, ...commands });
    expect([status, log, left]).toEqual([NOT_POSSIBLE, '', text]);
  });

  it.each([
    ['of the standby', takeOverProgram],
    ['of the holder', resignProgram],
  ])('%s is POSIX sh, whatever the names in it', (_name, program) => {
    const { status, stderr } = spawnSync('sh', ['-n'], {
      input: program(options("/it's $(touch /tmp/x) `y`")),
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});
