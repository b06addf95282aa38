import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt, sampleOf } from '../support/long.ts';
import { type CliResult, cli } from './support/cli.ts';
import {
  ADDRESS,
  exec,
  freshLab,
  holdersOf,
  inventoryWith,
  NODES,
  onNodes,
  PRIMARY,
  removeLab,
  SECONDARY,
} from './support/cluster.ts';
import { waitFor } from './support/serving.ts';

const ESTABLISHED_ONLY = `nft 'table inet luck { chain in { type filter hook input priority 0; iifname "eth0" ip protocol 112 ct state established accept; iifname "eth0" ip protocol 112 drop; }; }'`;

/** Machines as they really are: the cause lies on them, and is what is said last. */
describe('machines as they are found', { timeout: 600_000 }, () => {
  let lab: Lab;
  const said = ({ stdout, stderr }: CliResult) => `${stdout}${stderr}`;
  const up = (inventory: string, ...words: readonly string[]) =>
    cli(['up', inventory, '--json', '--verify', 'never', ...words]);
  /** The pair serves as its inventory has it. */
  const setUp = async () => {
    const set = await up(lab.inventoryFile);
    expect(set.code, said(set)).toBe(0);
  };

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-as-found' });
  });
  afterAll(() => removeLab(lab));

  it.each(
    sampleOf(1, [
      ['dnf.conf', '/etc/dnf/dnf.conf', 'exclude=keepalived*'],
      [
        'the repository’s own file',
        '$(ls /etc/yum.repos.d/*.repo | head -n 1)',
        'excludepkgs=vim* keepalived',
      ],
    ]),
  )('a package that %s keeps out is told so, and nothing else is advised', async (_name, file, line) => {
    await onNodes(lab, `cp ${file} /root/kept && echo '${line}' >>${file}`);
    try {
      const plan = await cli(['plan', lab.inventoryFile, '--json']);
      expect(plan.code, said(plan)).toBe(2);
      const [problem] = plan.document.errors;
      expect(problem).toMatchObject({ code: 'host.no-keepalived' });
      expect(problem?.fix).toContain(`Take keepalived out of \`${line}\``);
    } finally {
      await onNodes(lab, `cp /root/kept ${file}`);
    }
  });

  longIt(
    'a firewall that lets in only what is established: the standby that promoted itself has failed',
    async () => {
      await exec(
        lab,
        SECONDARY,
        `sysctl -qw net.netfilter.nf_conntrack_generic_timeout=3; ${ESTABLISHED_ONLY}`,
      );
      try {
        const lucky = await up(lab.inventoryFile, '--skip-preflight');
        expect(lucky.code, said(lucky)).toBe(2);
        const step = lucky.document.errors.find(({ code }) => code === 'host.step-failed');
        expect(step, said(lucky)).toMatchObject({ host: SECONDARY });
        expect(step?.detail).toMatch(/promoted itself.*\n.*protocol 112.*not only as established ones/);
        expect(await onNodes(lab, 'command -v keepalived || true')).toEqual(['', '']);
        expect(await holdersOf(lab)).toEqual([]);
      } finally {
        await exec(lab, SECONDARY, 'nft delete table inet luck');
      }
      const right = await up(lab.inventoryFile);
      expect(right.code, said(right)).toBe(0);
    },
  );

  longIt.each<readonly [string, Record<string, unknown>, string, string, RegExp]>([
    [
      'a check whose script is missing',
      { check: { script: '/opt/none --all' } },
      ':',
      ':',
      /FAULT: its health check ends with 127 \(no such command\):\n {2}timeout \S+ \/opt\/none --all$/,
    ],
    [
      'a port that is served on the private address only',
      { check: { tcp: 8099 } },
      `cd / && systemd-run -q --unit private-only python3 -m http.server --bind $(ip -4 -o addr show eth0 | sed -n 's/.*inet \\([0-9.]*\\)\\/20.*/\\1/p') 8099 && sleep 2`,
      'systemctl stop private-only',
      /ends with 1:\n.*127\.0\.0\.1\/8099.*\nit asks 127\.0\.0\.1: a service that listens on another address only/,
    ],
    [
      'a maintenance file that was left',
      { check: { process: 'sshd' } },
      'touch /etc/keepalived/maintenance',
      'rm -f /etc/keepalived/maintenance',
      /\/etc\/keepalived\/maintenance is there, which drains this node: remove it/,
    ],
  ])('%s: the standby fails, the cause is the last word, and all is as before', async (...row) => {
    const [, settings, make, undo, words] = row;
    await setUp();
    const inventory = await inventoryWith(lab, 'check.yaml', settings);
    const before = await holdersOf(lab);
    await exec(lab, SECONDARY, make);
    try {
      const failed = await up(inventory, '--skip-preflight');
      expect(failed.code, said(failed)).toBe(2);
      const step = failed.document.errors.find(({ code }) => code === 'host.step-failed');
      expect(step, said(failed)).toMatchObject({ host: SECONDARY });
      expect(step?.detail?.trim()).toMatch(words);
      expect(said(failed)).not.toMatch(/verify\.rollback-failed|not done twice/);
    } finally {
      await exec(lab, SECONDARY, undo);
    }
    expect(await holdersOf(lab)).toEqual(before);
  });

  longIt('the name of a process that is longer than the kernel keeps it', async () => {
    const name = 'a-process-of-a-long-name';
    const inventory = await inventoryWith(lab, 'long.yaml', { check: { process: name } });
    const refused = await up(inventory);
    expect(refused.code, said(refused)).toBe(2);
    expect(said(refused)).toContain(`no process named ${name} runs there`);
    await onNodes(
      lab,
      `cp /bin/sleep /usr/local/bin/${name} && systemd-run -q --unit long-name /usr/local/bin/${name} 9999`,
    );
    const right = await up(inventory);
    expect(right.code, said(right)).toBe(0);
    expect(right.document.clusters.web).toMatchObject({ healthy: true });
    expect((await up(lab.inventoryFile)).code).toBe(0);
  });

  longIt('one session a connection: the drill is not begun, and claims no undo', async () => {
    const [holder = ''] = await holdersOf(lab);
    const setting = '/etc/ssh/sshd_config.d/one.conf';
    await exec(lab, holder, `echo 'MaxSessions 1' >${setting}; systemctl reload ssh`);
    try {
      const verify = await cli(['verify', lab.inventoryFile, '--json']);
      expect(verify.code, said(verify)).not.toBe(0);
      expect(said(verify)).toContain('MaxSessions');
      expect(said(verify)).not.toMatch(/left-to-node|has to undo/);
      expect(await holdersOf(lab)).toEqual([holder]);
    } finally {
      await exec(lab, holder, `rm ${setting}; systemctl reload ssh`);
    }
  });

  it('a keepalived that was killed and switched off: `down` looks at addresses, processes and rules', async () => {
    // Frozen first: a child that outlives its parent for a moment would put the address down.
    const kill = `mkdir -p /run/systemd/system/keepalived.service.d
printf '[Service]\\nRestart=no\\n' >/run/systemd/system/keepalived.service.d/zz.conf
systemctl daemon-reload; systemctl disable --quiet keepalived; systemctl kill -s STOP keepalived; systemctl kill -s KILL keepalived; sleep 1`;
    await setUp();
    // The standby takes the address after its holder was killed, and keeps it in its turn.
    const [holder = ''] = await holdersOf(lab);
    await exec(lab, holder, kill);
    await waitFor(async () => (await holdersOf(lab)).length === NODES.length);
    for (const node of NODES) if (node !== holder) await exec(lab, node, kill);
    expect(await holdersOf(lab)).toEqual(NODES);
    await exec(lab, SECONDARY, 'nft add table netdev havip_drill');
    await exec(
      lab,
      PRIMARY,
      'printf "vrrp_instance A {\\nstate BACKUP\\ninterface eth0\\nvirtual_router_id 9\\npriority 10\\nvirtual_ipaddress {\\n172.16.16.99\\n}\\n}\\n" >/root/other.conf; setsid keepalived -f /root/other.conf </dev/null >/dev/null 2>&1; sleep 1; pidof keepalived >/dev/null',
    );
    const down = await cli(['down', lab.inventoryFile, '--yes', '--json']);
    expect(down.code, said(down)).toBe(0);
    const left = `ip -4 -o addr show to ${ADDRESS}/32; pidof keepalived; nft list tables | grep havip_drill; true`;
    expect(await onNodes(lab, left)).toEqual(['', '']);
    const again = await cli(['down', lab.inventoryFile, '--yes', '--json']);
    expect(again.code, said(again)).toBe(0);
    for (const node of NODES) expect(again.document.hosts[node]).toMatchObject({ changed: 0 });
  });
});
