import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { type CliResult, cli } from './support/cli.ts';
import {
  ADDRESS,
  exec,
  freshLab,
  holdersOf,
  NODES,
  onNodes,
  PRIMARY,
  removeLab,
  SECONDARY,
} from './support/cluster.ts';
import { toleranceMs, type Watched, watching } from './support/watch.ts';

/** Two bare machines, then the first `up`; what follows looks at what that left and at what a second does. */
describe('up on two bare machines', () => {
  let lab: Lab | undefined;
  let first: Watched<CliResult>;
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-up', yum: ['2.2.7'] });
    const { inventoryFile } = lab;
    first = await watching(lab, () => cli(['up', inventoryFile, '--json']));
  });
  afterAll(() => removeLab(lab));

  it('succeeds with one holder, the primary', async () => {
    expect(first.result.stderr).toBe('');
    expect(first.result).toMatchObject({ code: 0, document: { ok: true, exitCode: 0, errors: [] } });
    expect(first.result.document.clusters.web).toMatchObject({
      addresses: [ADDRESS],
      holder: PRIMARY,
      holders: [PRIMARY],
      healthy: true,
    });
    expect(await holdersOf(machines())).toEqual([PRIMARY]);
  });

  it('measures two drills that agree with a ping beside it', () => {
    const drills = first.result.document.clusters.web?.drills ?? [];
    expect(drills).toMatchObject([
      { scenario: 'stop', from: PRIMARY, to: SECONDARY, passed: true, error: null, splitBrainMs: 0 },
      { scenario: 'stop', from: SECONDARY, to: PRIMARY, passed: true, error: null, splitBrainMs: 0 },
    ]);
    const longest = Math.max(...drills.map(({ interruptionMs }) => interruptionMs ?? Number.NaN));
    expect(Math.abs(longest - first.longestGapMs)).toBeLessThanOrEqual(toleranceMs(first.longestGapMs));
    expect(first.moves).toEqual([PRIMARY, SECONDARY, PRIMARY]);
    // The two nodes are watched by a process each, which is told of a change when it is its turn.
    expect(first.bothMs).toBeLessThanOrEqual(toleranceMs(0));
  });

  it.each([
    ['the unit runs', 'systemctl is-active keepalived', 'active'],
    ['the unit starts at boot', 'systemctl is-enabled keepalived', 'enabled'],
    [
      'the configuration is root’s alone',
      'stat -c "%a %U %G" /etc/keepalived/keepalived.conf',
      '640 root root',
    ],
    ['the notify script can be run', 'stat -c "%a %U" /usr/libexec/keepalived/havip-notify', '755 root'],
    ['keepalived finds nothing to say', 'keepalived -t 2>&1', ''],
    ['no half-written file is left', 'find / -xdev -name "*.havip-deploy-new*"', ''],
    ['nothing is owed to the service', 'ls /var/lib/havip-deploy/pending', ''],
    ['its journal holds no complaint', 'journalctl -u keepalived -p warning --no-pager -o cat', ''],
  ])('%s', async (_name, program, printed) => {
    expect((await onNodes(machines(), program)).map((text) => text.trim())).toEqual([printed, printed]);
  });

  it('has the notify script tell each node’s state', async () => {
    const told = await onNodes(machines(), 'cat /var/lib/havip/state/VI_1.json');
    expect(told.map((text) => JSON.parse(text))).toMatchObject([
      { state: 'MASTER', vip_held: true },
      { state: 'BACKUP', vip_held: false },
    ]);
  });

  it('changes nothing the second time, in at most two round trips, and the address stays', async () => {
    const again = await watching(machines(), () => cli(['up', machines().inventoryFile, '--json']));
    expect(again.result.code).toBe(0);
    for (const node of NODES) {
      expect(again.result.document.hosts[node]).toMatchObject({ changed: 0, failed: 0 });
      expect(again.result.document.hosts[node]?.roundTrips).toBeLessThanOrEqual(2);
    }
    expect(again.result.document.clusters.web).toMatchObject({ holder: PRIMARY, healthy: true, drills: [] });
    expect(again.events).toEqual([]);
    expect(again.lost).toBeLessThanOrEqual(1);
  });

  it('has nothing left to plan, and reports the cluster as healthy', async () => {
    const { inventoryFile } = machines();
    const plan = await cli(['plan', inventoryFile, '--detailed-exitcode', '--json']);
    expect(plan).toMatchObject({ code: 0 });
    expect(plan.document.clusters.web?.effect).toEqual({ kind: 'none' });
    const status = await cli(['status', inventoryFile]);
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(/web\s+172\.16\.16\.12\s+HAVIP-01.*healthy/);
    expect(status.stdout).toMatch(/HAVIP-01 +web +2\.2\.7 +running +MASTER +held +none/);
    expect(status.stdout).toMatch(/HAVIP-02 +web +2\.2\.7 +running +BACKUP +- +none/);
  });

  it('survives a node’s reboot, and needs no change afterwards', async () => {
    const during = await watching(machines(), async () => {
      await exec(machines(), PRIMARY, 'systemctl reboot || true').catch(() => undefined);
      await untilRebooted(machines(), PRIMARY);
    });
    expect(during.moves.at(-1)).toBe(SECONDARY);
    expect(await holdersOf(machines())).toEqual([SECONDARY]);
    const after = await watching(machines(), () => cli(['up', machines().inventoryFile, '--json']));
    expect(after.result.code).toBe(0);
    for (const node of NODES) expect(after.result.document.hosts[node]).toMatchObject({ changed: 0 });
    expect(after.events).toEqual([]);
  });
});

/** Until keepalived runs again after a reboot and has had time to claim what is not its own. */
async function untilRebooted(lab: Lab, node: string): Promise<void> {
  const settled = 'systemctl is-active --quiet keepalived';
  await new Promise((resolve) => setTimeout(resolve, 3000));
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const seen = await exec(lab, node, settled).then(
      () => true,
      () => false,
    );
    if (seen) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await new Promise((resolve) => setTimeout(resolve, 5000));
}
