import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt, sampleOf } from '../support/long.ts';
import { type CliResult, cli } from './support/cli.ts';
import {
  ADDRESS,
  exec,
  freshLab,
  inventoryWith,
  onNodes,
  PRIMARY,
  removeLab,
  SECONDARY,
} from './support/cluster.ts';
import { installExtra } from './support/extra-packages.ts';
import { CAUSES, type Cause, STRANGER, WITH_PASSWORD } from './support/preflight-causes.ts';
import { pausedNowAndThen } from './support/stalls.ts';

describe('preflight', { timeout: 600_000 }, () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-preflight' });
    await installExtra(lab, SECONDARY, 'wild');
    await exec(
      lab,
      SECONDARY,
      'rm -f /etc/apt/apt.conf.d/20auto-upgrades; systemctl mask --quiet NetworkManager 2>&1',
    );
  });
  afterAll(() => removeLab(lab));

  const plan = (inventory = lab.inventoryFile, ...words: readonly string[]) =>
    cli(['plan', inventory, '--json', ...words]);

  /** `severity code` of what was found on a node, sorted. */
  function found({ document, stdout }: CliResult, node: string): readonly string[] {
    expect(document.hosts[node], stdout).toBeDefined();
    return (document.hosts[node]?.findings ?? []).map(({ severity, code }) => `${severity} ${code}`).sort();
  }

  async function expectNothing(inventory = lab.inventoryFile): Promise<void> {
    const clean = await plan(inventory);
    expect([clean.code, found(clean, PRIMARY), found(clean, SECONDARY)], clean.stdout).toEqual([0, [], []]);
  }

  it('finds nothing on clean machines', () => expectNothing());

  it('finds every cause before anything is changed, and nothing when all are gone', async () => {
    const made: Cause[] = [];
    try {
      for (const cause of CAUSES) {
        await exec(lab, cause.node, cause.make);
        made.unshift(cause);
      }
      const up = await cli(['up', lab.inventoryFile, '--json']);
      expect(up.code, up.stdout).toBe(2);
      for (const node of [PRIMARY, SECONDARY]) {
        expect(found(up, node), up.stdout).toEqual(
          CAUSES.flatMap(({ code, beyond = [], ...cause }) => (cause.node === node ? code : beyond)).sort(),
        );
        for (const { fix } of up.document.hosts[node]?.findings ?? []) expect(fix).toMatch(/\.$/);
      }
      expect(up.stdout).toContain('written by netplan from cloud-init');
      expect(await onNodes(lab, 'command -v keepalived || true')).toEqual(['', '']);
    } finally {
      for (const { node, undo } of made) await exec(lab, node, undo);
    }
    await expectNothing();
  });

  it('finds a stranger on the wire: its adverts, and that it answers for the address', async () => {
    await exec(
      lab,
      'probe-01',
      'yum -q -y install keepalived >/dev/null 2>&1; cat >/etc/keepalived/keepalived.conf',
      STRANGER,
    );
    await exec(lab, 'probe-01', 'systemctl restart keepalived && sleep 5');
    try {
      const seen = await plan();
      expect(seen.code, seen.stdout).toBe(2);
      expect(found(seen, PRIMARY)).toEqual(['error host.address-taken', 'error host.foreign-router']);
      expect(seen.stdout).toContain('172.16.16.9 sends adverts of router id 51 (priority 90, VRRPv2)');
    } finally {
      await exec(lab, 'probe-01', 'systemctl stop keepalived');
    }
  });

  it.each(
    sampleOf(1, [
      {
        what: 'missing, and not executable',
        scripts: ['rm -f /opt/check', `printf '#!/bin/sh\\nexit 0\\n' >/opt/check; chmod 644 /opt/check`],
        codes: ['error host.check-fails', 'error host.check-fails'],
        words: [/ends with 127.*not found/, /ends with 126.*may not be executed/],
      },
      {
        what: 'a command that is not in its PATH, and a slow one',
        scripts: [
          `printf '#!/bin/sh\\nmysqladmin-of-ours ping\\n' >/opt/check; chmod 755 /opt/check; printf '#!/bin/sh\\n' >/usr/local/bin/mysqladmin-of-ours; chmod 755 /usr/local/bin/mysqladmin-of-ours`,
          `printf '#!/bin/sh\\nsleep 30\\n' >/opt/check; chmod 755 /opt/check`,
        ],
        codes: ['error host.check-fails', 'error host.check-slow'],
        words: [/ends with 127.*mysqladmin-of-ours/, /longer than its time-out/],
      },
      {
        what: 'one that asks the floating address, and one that always succeeds',
        scripts: [
          `printf '#!/bin/sh\\n# curl ${ADDRESS}\\ntest -e /run/systemd/system\\n' >/opt/check; chmod 755 /opt/check`,
          `printf '#!/bin/sh\\nexit 0\\n' >/opt/check; chmod 755 /opt/check`,
        ],
        codes: ['warning host.check-asks-holder', 'warning host.check-always-well'],
        words: [/the holder answers/, /can never move the address/],
      },
    ]),
  )('runs the check as keepalived will: $what', async ({ scripts, codes, words }) => {
    const inventory = await inventoryWith(lab, 'check.yaml', { check: { script: '/opt/check' } });
    await exec(lab, PRIMARY, scripts[0] ?? '');
    await exec(lab, SECONDARY, scripts[1] ?? '');
    const seen = await plan(inventory);
    for (const [index, node] of [PRIMARY, SECONDARY].entries()) {
      expect(found(seen, node), seen.stdout).toEqual([codes[index]]);
      expect(seen.document.hosts[node]?.findings?.[0]?.summary).toMatch(words[index] ?? /^$/);
    }
  });

  it('asks where the service listens: nowhere on the standby, on other addresses, on the floating one alone', async () => {
    const inventory = await inventoryWith(lab, 'service.yaml', { verify: { service: { tcp: 80 } } });
    const listen = (address: string) =>
      exec(
        lab,
        PRIMARY,
        `printf 'events {}\nhttp { server { listen ${address}:80; } }\n' >/root/nginx.conf; systemctl stop nginx; nginx -c /root/nginx.conf >/dev/null 2>&1`,
      );
    await exec(lab, SECONDARY, 'systemctl stop nginx');
    await listen('172.16.16.5');
    try {
      const own = await plan(inventory);
      expect(found(own, PRIMARY), own.stdout).toEqual(['error host.listens-elsewhere']);
      expect(found(own, SECONDARY), own.stdout).toEqual(['warning host.service-not-there']);
      await exec(lab, PRIMARY, `nginx -s stop; ip addr add ${ADDRESS}/32 dev eth0`);
      await listen(ADDRESS);
      const floating = await plan(inventory);
      expect(found(floating, SECONDARY), floating.stdout).toEqual(['error host.cannot-bind']);
    } finally {
      await exec(
        lab,
        PRIMARY,
        `nginx -s stop; ip addr del ${ADDRESS}/32 dev eth0; rm /root/nginx.conf; systemctl start nginx`,
      );
      await exec(lab, SECONDARY, 'systemctl start nginx');
    }
  });

  longIt('refuses profile fast on a machine that stands still now and then', async () => {
    const fast = await inventoryWith(lab, 'fast.yaml', { profile: 'fast', advert_int: 0.2 });
    const seen = await pausedNowAndThen(lab, SECONDARY, 500, () => plan(fast));
    expect(found(seen, SECONDARY), seen.stdout).toContain('error host.stalls');
  });

  it('an IPv6 address is refused with a sentence', async () => {
    const run = await plan(await inventoryWith(lab, 'six.yaml', { address: '2001:db8::12' }));
    expect([run.code, run.stdout]).toEqual([5, expect.stringContaining('IPv6 HAVIPs are not supported')]);
  });

  longIt('status counts the adverts that keepalived has thrown away', async () => {
    const up = await cli(['up', lab.inventoryFile, '--verify', 'never', '--json']);
    expect(up.code, up.stdout).toBe(0);
    await exec(lab, 'probe-01', 'cat >/etc/keepalived/keepalived.conf', WITH_PASSWORD);
    await exec(lab, 'probe-01', 'systemctl restart keepalived && sleep 4 && systemctl stop keepalived');
    const status = await cli(['status', lab.inventoryFile, '--json']);
    for (const node of [PRIMARY, SECONDARY]) {
      expect(found(status, node), status.stdout).toContain('warning host.rejected-adverts');
      const told = status.document.hosts[node]?.findings?.find(
        ({ code }) => code === 'host.rejected-adverts',
      );
      expect(told?.summary).toMatch(/has thrown away [1-9]\d* adverts/);
    }
  });
});
