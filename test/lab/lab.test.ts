import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  killSshSessions,
  type Lab,
  labDown,
  labStatus,
  labUp,
  machineExec,
  setCable,
  startAddressMonitor,
  startPing,
} from '../../src/lab/index.ts';
import { ssh, upOrThrow } from './support/lab.ts';
import { leftoversOf } from './support/leftovers.ts';

const silent = () => {};

describe('a lab', () => {
  const options = { name: 'lab-test', yum: ['2.2.7', '2.3.3'] } as const;
  let lab: Lab;

  beforeAll(async () => {
    lab = await upOrThrow(options);
  });
  afterAll(() => labDown(options.name, silent));

  test('has two nodes and a witness that the system’s ssh logs in to', async () => {
    expect(lab.machines.map(({ name, kind, role }) => [name, kind, role])).toEqual([
      ['HAVIP-01', 'node', 'primary'],
      ['HAVIP-02', 'node', 'secondary'],
      ['probe-01', 'witness', undefined],
    ]);
    for (const { name } of lab.machines) {
      expect(await ssh(lab, name, 'hostname; systemctl is-system-running')).toEqual({
        exitCode: 0,
        stdout: `${name}\nrunning\n`,
        stderr: '',
      });
    }
  });

  test('has a yum that offers the releases asked for', async () => {
    const listed = await ssh(lab, 'HAVIP-01', 'yum -q list --showduplicates keepalived; rpm -q keepalived');
    expect(listed.stdout).toMatch(/keepalived\.x86_64\s+2\.2\.7-1\s+lab\n.*\s2\.3\.3-1\s/);
    expect(listed.stdout).toContain('package keepalived is not installed');
    expect(listed.stderr).toBe('');
  });

  test('installs and upgrades keepalived from yum, and manages it with systemd', async () => {
    const version = 'keepalived --version 2>&1 | head -1';
    const install = `yum install -y -q keepalived-2.2.7 >/dev/null && ${version} && systemctl cat keepalived >/dev/null`;
    const installed = await ssh(
      lab,
      'HAVIP-02',
      `${install} && yum upgrade -y -q keepalived >/dev/null && ${version}`,
    );
    expect(installed.stdout).toMatch(/^Keepalived v2\.2\.7 .*\nKeepalived v2\.3\.3 /);
    expect(installed.exitCode).toBe(0);
  });

  test('counts the tools of a source build as installed, and has them', async () => {
    const built = await ssh(
      lab,
      'HAVIP-01',
      'yum install -y -q gcc make openssl-devel libnl3-devel && gcc --version',
    );
    expect(built).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('gcc (Debian') });
  });

  test('serves the source tarball on its own network only', async () => {
    const fetched = await ssh(lab, 'HAVIP-01', `curl -sf ${lab.source.url} | sha256sum`);
    expect(fetched.stdout).toBe(`${lab.source.sha256}  -\n`);
  });

  test('writes an inventory in which passwords and private addresses are where they belong', async () => {
    const { all } = parse(await readFile(lab.inventoryFile, 'utf8'));
    expect(all.vars).toMatchObject({
      ansible_user: 'root',
      ansible_ssh_private_key_file: lab.privateKeyFile,
    });
    expect(all.children.web.vars.havip).toMatchObject({
      address: '172.16.16.12',
      verify: { witness: 'probe-01' },
    });
    expect(Object.keys(all.children.web.hosts)).toEqual(['HAVIP-01', 'HAVIP-02']);
  });

  test('a second up does nothing', async () => {
    const said: string[] = [];
    const again = await upOrThrow(options, (text) => said.push(text));
    expect(said).toEqual([]);
    expect(again).toEqual(lab);
    expect(await labStatus(lab.name)).toMatchObject({ value: { state: 'running', missing: [] } });
  });

  test('an up with other options says all that differs', async () => {
    const other = await labUp({ name: lab.name, clusters: 2, login: 'sudo', yum: 'none' }, silent);
    expect(other).toMatchObject({ ok: false });
    const details = other.ok ? [] : other.problems.map(({ code, detail }) => `${code}: ${detail}`);
    expect(details).toEqual([
      'usage.lab-differs: Its clusters: 1. Asked for: 2.',
      'usage.lab-differs: Its releases that yum offers: 2.2.7, 2.3.3. Asked for: none.',
      'usage.lab-differs: Its login: root. Asked for: sudo.',
    ]);
  });

  test('a machine sees its own network and no other, and may tune it', async () => {
    const seen = await ssh(lab, 'HAVIP-01', 'ls /sys/class/net; sysctl -w net.ipv4.conf.eth0.arp_notify=1');
    expect(seen).toMatchObject({ exitCode: 0, stdout: 'eth0\nlo\nnet.ipv4.conf.eth0.arp_notify = 1\n' });
  });

  test('stopping a service on one machine leaves its namesake on another alone', async () => {
    const startedAt = performance.now();
    await machineExec(lab, 'HAVIP-01', 'systemctl stop nginx');
    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect(await machineExec(lab, 'HAVIP-02', 'systemctl is-active nginx')).toMatchObject({
      stdout: 'active\n',
    });
    expect(await machineExec(lab, 'HAVIP-01', 'systemctl start nginx')).toMatchObject({ exitCode: 0 });
  });

  test('a pulled cable is a gap between pings, and SSH goes on', async () => {
    const ping = await startPing(lab, 'probe-01', '172.16.16.5', 0.01);
    await sleep(300);
    await setCable(lab, 'HAVIP-01', 'down');
    await sleep(700);
    expect(await ssh(lab, 'HAVIP-01', 'cat /sys/class/net/eth0/carrier')).toMatchObject({ stdout: '0\n' });
    await setCable(lab, 'HAVIP-01', 'up');
    await sleep(1500);
    const { longestGapMs, replies, sent } = await ping.stop();
    expect(longestGapMs).toBeGreaterThan(690);
    expect(replies.length).toBeGreaterThan(20);
    expect(sent).toBeGreaterThan(replies.length);
  });

  test('an address that comes and goes is seen with its times', async () => {
    const monitor = await startAddressMonitor(lab, 'HAVIP-01');
    await sleep(200);
    const before = Date.now();
    await machineExec(
      lab,
      'HAVIP-01',
      'ip addr add 172.16.16.12/32 dev eth0; ip addr del 172.16.16.12/32 dev eth0',
    );
    await sleep(200);
    const events = await monitor.stop();
    expect(events.map(({ event, address }) => `${event} ${address}`)).toEqual([
      'added 172.16.16.12',
      'removed 172.16.16.12',
    ]);
    for (const { atMs } of events) expect(Math.abs(atMs - before)).toBeLessThan(2000);
  });

  test('a killed SSH session ends the client’s command with a lost connection', async () => {
    const hanging = ssh(lab, 'HAVIP-02', 'echo there; sleep 30');
    while ((await machineExec(lab, 'HAVIP-02', 'pgrep -x sleep')).exitCode !== 0) await sleep(100);
    await sleep(1000);
    expect(await killSshSessions(lab, 'HAVIP-02')).toBe(1);
    expect(await hanging).toMatchObject({ exitCode: 255, stdout: 'there\n' });
    expect(await ssh(lab, 'HAVIP-02', 'true')).toMatchObject({ exitCode: 0 });
  });

  test('a reboot is a real one, and files outlive it', async () => {
    const bootId = 'systemctl show --property=UserspaceTimestampMonotonic --value';
    const before = await machineExec(
      lab,
      'HAVIP-02',
      `${bootId}; touch /var/kept /run/lost; systemctl reboot`,
    );
    await sleep(1500);
    const after = await upOrThrow(options);
    const seen = await machineExec(after, 'HAVIP-02', `${bootId}; ls /var/kept /run/lost`);
    expect(seen.stdout).toContain('/var/kept\n');
    expect(seen.stdout).not.toContain('/run/lost\n');
    expect(seen.stdout.split('\n')[0]).not.toBe(before.stdout.split('\n')[0]);
    lab = after;
  });

  test('up makes good what is missing', async () => {
    await machineExec(lab, 'probe-01', 'systemctl poweroff');
    await sleep(2000);
    expect(await labStatus(lab.name)).toMatchObject({
      value: { state: 'partial', missing: ['machine probe-01 does not run'] },
    });
    lab = await upOrThrow(options);
    expect(await ssh(lab, 'probe-01', 'hostname')).toMatchObject({ stdout: 'probe-01\n' });
  });

  test('down leaves nothing, and a second down is content', async () => {
    const ports = lab.machines.map(({ port }) => port);
    expect(await leftoversOf(lab.name, ports)).not.toEqual([]);
    expect(await labDown(lab.name, silent)).toMatchObject({ ok: true });
    expect(await leftoversOf(lab.name, ports)).toEqual([]);
    expect(await labDown(lab.name, silent)).toMatchObject({ ok: true });
    expect(await labStatus(lab.name)).toMatchObject({ value: { state: 'absent', lab: null } });
    expect(await leftoversOf(lab.name)).toEqual([]);
  });
});
