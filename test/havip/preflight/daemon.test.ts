import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { observeProgram } from '../../../src/engine/facts/observe.ts';
import { daemonOptionsFact } from '../../../src/havip/preflight/facts/daemon-options.ts';
import { processesFact } from '../../../src/havip/preflight/facts/processes.ts';
import { servicesFact } from '../../../src/havip/preflight/facts/services.ts';
import { codes, found, HEALTHY } from './machine.ts';

it.each([
  ['a shell of somebody', '/user.slice/user-0.slice/session-1.scope', 'End it with `kill 9`'],
  [
    'a user’s own systemd',
    '/user.slice/user-0.slice/user@0.service/app.slice/ha.service',
    'only where ha.service is there for keepalived alone',
  ],
  ['a login without a session of its own', '/system.slice/ssh.service', 'end it with `kill 9`'],
  ['cron', '/system.slice/cron.service', 'end it with `kill 9`'],
  ['a supervisor', '/system.slice/supervisord.service', 'end it with `kill 9`'],
  ['a unit for it', '/system.slice/vrrp-web.service', 'systemctl disable --now vrrp-web.service'],
  [
    'an instance of a template',
    '/system.slice/system-keepalived.slice/keepalived@ha.service',
    'systemctl disable --now keepalived@ha.service',
  ],
  ['docker', '/system.slice/docker-0a1b.scope', 'in a container (docker-0a1b.scope)'],
  ['docker without systemd', '/docker/0a1b', 'in a container (docker/0a1b)'],
  [
    'Kubernetes',
    '/kubepods.slice/kubepods-burstable.slice/cri-containerd-0a1b.scope',
    'in a container (kubepods.slice)',
  ],
])('a keepalived that %s has started is ended where it will not come back', async (_name, group, words) => {
  const [first, ...more] = await found([[processesFact, `process keepalived 9 ${group} keepalived -D`]]);
  expect(first?.problem).toMatchObject({ code: 'host.daemon-outside-unit' });
  expect(first?.problem.fix).toContain(words);
  expect(first?.problem.fix).not.toMatch(/disable --now (?:ssh|cron|supervisord)/);
  expect(more).toEqual([]);
});

it('process 1 of a container is no stale PID of the machine', async () => {
  const running = 'process keepalived 9 /docker/0a1b keepalived -n\npid /run/keepalived.pid 1 systemd';
  const seen = await codes([
    [servicesFact, ''],
    [processesFact, running],
  ]);
  expect(seen).not.toContain('warning host.stale-pid');
});

it.each([
  ['runs', 'active', []],
  ['starts', 'activating', []],
  ['has given it up', 'failed', ['error host.daemon-outside-unit']],
  ['was stopped without it', 'inactive', ['error host.daemon-outside-unit']],
])('a keepalived in the group of its unit, which %s', async (_what, state, expected) => {
  const seen = await codes([
    [servicesFact, `Id=keepalived.service\nLoadState=loaded\nActiveState=${state}\n`],
    [processesFact, 'process keepalived 7 /system.slice/keepalived.service /usr/sbin/keepalived -D'],
  ]);
  expect(seen.filter((each) => each.startsWith('error'))).toEqual(expected);
});

it.each([
  ['ucarp', 'ucarp -i eth0 -v 7 -p secret -a 172.16.16.12', 'error', 'moves 172.16.16.12 as well'],
  ['ucarp', 'ucarp -i eth0 --pass=secret --addr=172.16.16.12', 'error', 'systemctl disable --now ha.service'],
  ['ucarp', 'ucarp -i eth0 -v 7 -p secret -a 172.16.16.120', 'warning', 'none of web'],
  ['vrrpd', '/usr/lib/frr/vrrpd -d -A 127.0.0.1', 'warning', 'vrrpd runs here (process 9)'],
  ['pacemakerd', '/usr/sbin/pacemakerd', 'warning', 'pacemakerd runs here'],
  ['heartbeat', 'heartbeat: master control process', 'warning', 'heartbeat runs here'],
])('what moves addresses as well: %s, `%s`', async (name, command, severity, words) => {
  const running = HEALTHY.find(([fact]) => fact === processesFact)?.[1];
  const line = `${running}\nprocess ${name} 9 /system.slice/ha.service ${command}`;
  const [first, ...more] = await found([[processesFact, line]]);
  expect(first).toMatchObject({ severity, problem: { code: 'host.other-mover' } });
  const told = `${first?.problem.summary} ${first?.problem.fix}`;
  expect(told).toContain(words);
  expect(told).not.toContain('secret');
  expect(more).toEqual([]);
});

it('a program that was replaced while it runs is told', async () => {
  const line = 'process keepalived 7 /system.slice/keepalived.service replaced /usr/sbin/keepalived -D';
  expect(await codes([[processesFact, line]])).toEqual(['warning host.program-replaced']);
});

it.each([
  ['KEEPALIVED_OPTIONS="-Df /etc/ha.conf"', true],
  ['KEEPALIVED_OPTIONS="-f/etc/ha.conf -D"', true],
  ['KEEPALIVED_OPTIONS="--use-file /etc/ha.conf"', true],
  ['KEEPALIVED_OPTIONS="-D -S 7 --log-facility 0"', false],
])('options %s', async (line, elsewhere) => {
  expect(await codes([[daemonOptionsFact, `/etc/default/keepalived ${line}`]])).toEqual(
    elsewhere ? ['error host.config-elsewhere'] : [],
  );
});

it('sees a real process whose program is gone, and one whose program is there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'havip-replaced-'));
  const program = join(folder, 'keepalived');
  copyFileSync('/bin/sleep', program);
  const child = spawn(program, ['60'], { stdio: 'ignore' });
  const seen = () => {
    const { stdout } = spawnSync('sh', ['-c', observeProgram([processesFact], '@m')], { encoding: 'utf8' });
    return processesFact.parse(stdout).daemons.find(({ pid }) => pid === child.pid);
  };
  try {
    await expect.poll(seen).toMatchObject({ commandLine: `${program} 60`, replaced: false });
    rmSync(folder, { recursive: true });
    expect(seen()).toMatchObject({ replaced: true });
  } finally {
    child.kill();
  }
});
