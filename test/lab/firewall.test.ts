import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { type CliResult, cli } from './support/cli.ts';
import {
  exec,
  freshLab,
  holdersOf,
  inventoryWith,
  NODES,
  PRIMARY,
  removeLab,
  SECONDARY,
} from './support/cluster.ts';
import { installExtra } from './support/extra-packages.ts';
import { FIREWALLS, type Firewall } from './support/firewalls.ts';

/** Two firewalls at a time, one on each node. */
const PAIRS: readonly (readonly [Firewall, Firewall])[] = [
  [FIREWALLS.nftables, FIREWALLS.firewalld],
  [FIREWALLS.iptables, FIREWALLS.ufw],
];

describe('firewalls', { timeout: 600_000 }, () => {
  let lab: Lab;
  let managed = '';

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-firewall' });
    await Promise.all([
      installExtra(lab, PRIMARY, 'iptables'),
      installExtra(lab, SECONDARY, 'wild').then(() => installExtra(lab, SECONDARY, 'ufw')),
    ]);
    managed = await inventoryWith(lab, 'managed.yaml', { firewall: 'manage' });
  });
  afterAll(() => removeLab(lab));

  const json = (...words: readonly string[]): Promise<CliResult> => cli([...words, '--json']);

  /** What of both firewalls is in force, and what a reboot would bring. */
  const rules = (pair: readonly [Firewall, Firewall]) =>
    Promise.all(NODES.map((node, index) => exec(lab, node, pair[index]?.show ?? 'exit 1')));

  it.each(PAIRS.map((pair) => ({ pair, first: pair[0].name, second: pair[1].name })))(
    'manage lets VRRP in by $first and $second, for good, and down closes it',
    async ({ pair }) => {
      await Promise.all(NODES.map((node, index) => exec(lab, node, pair[index]?.start ?? 'exit 1')));
      try {
        const before = await rules(pair);
        const refused = await json('plan', lab.inventoryFile);
        for (const [index, node] of NODES.entries()) {
          const findings = refused.document.hosts[node]?.findings ?? [];
          expect(
            findings.map(({ severity, code }) => `${severity} ${code}`),
            refused.stdout,
          ).toEqual(['error host.vrrp-blocked']);
          expect(findings[0]?.summary).toMatch(new RegExp(`^${pair[index]?.name}.*only as an answer`));
          expect(findings[0]?.fix).toContain(pair[index]?.hint);
        }
        const up = await json('up', managed, '--verify', 'never');
        expect(up.code, up.stdout).toBe(0);
        const open = await rules(pair);
        for (const text of open) expect(text).toMatch(/vrrp| 112 /);
        await reloaded(pair, open);
        const again = await json('up', managed, '--verify', 'never');
        for (const node of NODES)
          expect(again.document.hosts[node]).toMatchObject({ changed: 0, roundTrips: 1 });
        const down = await json('down', managed, '--yes');
        expect(down.code, down.stdout).toBe(0);
        expect(await rules(pair)).toEqual(before);
      } finally {
        await Promise.all(NODES.map((node, index) => exec(lab, node, pair[index]?.stop ?? 'exit 1')));
      }
    },
  );

  /** A reload of the standby's firewall is outlived; where the opening was not for good, the drill says so. */
  async function reloaded(
    [, standby]: readonly [Firewall, Firewall],
    open: readonly string[],
  ): Promise<void> {
    expect(await holdersOf(lab)).toEqual([PRIMARY]);
    const drill = () => json('verify', managed, '--drills', 'fwreload');
    const well = await drill();
    expect(well.code, well.stdout).toBe(0);
    expect(well.document.clusters.web?.drills).toMatchObject([
      { scenario: 'fwreload', passed: true, splitBrainMs: 0 },
    ]);
    expect(await exec(lab, SECONDARY, standby.show)).toBe(open[1]);
    if (standby.forget === undefined) return;
    await exec(lab, SECONDARY, standby.forget);
    const deaf = await drill();
    expect(deaf.code, deaf.stdout).toBe(3);
    expect(deaf.document.errors[0]?.code).toMatch(/^verify\.two-holders/);
    // What only the running firewall had is back, and the cluster with it.
    expect(await exec(lab, SECONDARY, 'nft list ruleset')).toContain('vrrp');
    await expect.poll(() => holdersOf(lab), { timeout: 20_000 }).toEqual([PRIMARY]);
  }
});
