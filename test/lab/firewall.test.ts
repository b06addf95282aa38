import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { sampleOf } from '../support/long.ts';
import { type CliResult, cli } from './support/cli.ts';
import { exec, freshLab, inventoryWith, NODES, PRIMARY, removeLab } from './support/cluster.ts';
import { installExtra } from './support/extra-packages.ts';
import { FIREWALLS, type Firewall } from './support/firewalls.ts';

/** One on each node, the quickest to install first; a standby whose reload takes long is another test's. */
const PAIRS: readonly (readonly [Firewall, Firewall])[] = [
  [FIREWALLS.nftables, FIREWALLS.iptables],
  [FIREWALLS.nftables, FIREWALLS.firewalld],
  [FIREWALLS.ufw, FIREWALLS.iptables],
  [FIREWALLS.oldUfw, FIREWALLS.iptables],
];

describe('firewalls', { timeout: 600_000 }, () => {
  let lab: Lab;
  let managed = '';

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-firewall' });
    managed = await inventoryWith(lab, 'managed.yaml', { firewall: 'manage' });
  });
  afterAll(() => removeLab(lab));

  const json = (...words: readonly string[]): Promise<CliResult> => cli([...words, '--json']);

  it.each(sampleOf(1, PAIRS))(
    'manage lets VRRP in by $name, for good, and down closes it',
    async (...pair) => {
      const onBoth = (program: (firewall: Firewall) => string) =>
        Promise.all(pair.map((firewall, index) => exec(lab, NODES[index] ?? PRIMARY, program(firewall))));
      for (const [index, { packages }] of pair.entries())
        if (packages !== undefined) await installExtra(lab, NODES[index] ?? PRIMARY, packages);
      await onBoth(({ start }) => start);
      const refused = await json('plan', lab.inventoryFile);
      for (const [index, node] of NODES.entries()) {
        const all = refused.document.hosts[node]?.findings ?? [];
        const findings = all.filter(({ severity }) => severity === 'error');
        expect(
          findings.map(({ code }) => code),
          refused.stdout,
        ).toEqual(['host.vrrp-blocked']);
        expect(findings[0]?.summary).toMatch(new RegExp(`^${pair[index]?.name}.*only as an answer`));
        expect(findings[0]?.fix).toContain(pair[index]?.hint);
      }
      const up = await json('up', managed, '--verify', 'never');
      expect(up.code, up.stdout).toBe(0);
      for (const text of await onBoth(({ show }) => show)) expect(text).toMatch(/vrrp/);
      const reloaded = await json('verify', managed, '--drills', 'fwreload');
      expect(reloaded.code, reloaded.stdout).toBe(0);
      expect(reloaded.document.clusters.web?.drills).toMatchObject([
        { scenario: 'fwreload', from: PRIMARY, passed: true },
      ]);
      const again = await json('up', managed, '--verify', 'never');
      for (const node of NODES)
        expect(again.document.hosts[node]).toMatchObject({ changed: 0, roundTrips: 1 });
      const down = await json('down', managed, '--yes');
      expect(down.code, down.stdout).toBe(0);
      for (const text of await onBoth(({ show }) => show)) expect(text).not.toMatch(/vrrp/);
      await onBoth(({ stop }) => stop);
    },
  );
});
