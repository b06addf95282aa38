import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt } from '../support/long.ts';
import { cli } from './support/cli.ts';
import { ADDRESS, inventoryWith, NODES, onNodes, PRIMARY, removeLab } from './support/cluster.ts';
import { deployedLab } from './support/deployed.ts';
import { watching } from './support/watch.ts';

/** Changes that a reload is enough for: each begins with the cluster as the lab's own inventory has it. */
describe('a changed variable that a reload is enough for', () => {
  let lab: Lab | undefined;
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };

  beforeAll(async () => {
    lab = await deployedLab({ name: 'test-change', yum: ['2.2.7'] });
    expect(await cli(['up', lab.inventoryFile])).toMatchObject({ code: 0 });
  });
  beforeEach(async () => {
    expect(await cli(['up', machines().inventoryFile])).toMatchObject({ code: 0 });
  });
  afterAll(() => removeLab(lab));

  it('an e-mail address: exactly its lines in the diff, and the address does not move', async () => {
    const notify = { email: ['ops@example.org'], smtp_server: '172.16.16.1' };
    const inventory = await inventoryWith(machines(), 'mail.yaml', { notify });
    const plan = await cli(['plan', inventory, '--detailed-exitcode', '--json']);
    expect(plan.code).toBe(6);
    expect(plan.document.clusters.web?.effect).toEqual({ kind: 'reload' });
    for (const node of NODES) {
      const tasks = plan.document.hosts[node]?.tasks.filter(({ changed }) => changed) ?? [];
      expect(tasks.map(({ name }) => name)).toEqual(['keepalived.conf', 'keepalived service']);
      expect(changedLines(tasks[0]?.diff)).toEqual([
        '+    notification_email {',
        '+        ops@example.org',
        '+    }',
        `+    notification_email_from keepalived@${node}`,
        '+    smtp_server 172.16.16.1',
        '+    smtp_connect_timeout 30',
        '+    smtp_alert',
      ]);
    }
    const before = await onNodes(machines(), 'systemctl show -p MainPID keepalived');
    const up = await watching(machines(), () => cli(['up', inventory, '--json']));
    expect(up.result.code).toBe(0);
    expect(up.result.document.clusters.web).toMatchObject({ holder: PRIMARY, healthy: true, drills: [] });
    expect(up.events).toEqual([]);
    expect(up.lost).toBeLessThanOrEqual(1);
    expect(await onNodes(machines(), 'systemctl show -p MainPID keepalived')).toEqual(before);
    const again = await cli(['up', inventory, '--json']);
    for (const node of NODES) expect(again.document.hosts[node]).toMatchObject({ changed: 0 });
  });

  longIt('the advert interval, on which nodes must agree: never two holders, and no move', async () => {
    const inventory = await inventoryWith(machines(), 'advert.yaml', { advert_int: 2 });
    const plan = await cli(['plan', inventory, '--json']);
    expect(plan.document.clusters.web?.effect).toMatchObject({ kind: 'reload' });
    expect(changedLines(plan.document.hosts[PRIMARY]?.tasks.find(({ changed }) => changed)?.diff)).toEqual([
      '-    advert_int 1',
      '+    advert_int 2',
    ]);
    const up = await watching(machines(), () => cli(['up', inventory, '--json']));
    expect(up.result.code).toBe(0);
    expect(up.result.document.clusters.web).toMatchObject({ holder: PRIMARY, healthy: true, drills: [] });
    expect({ moves: up.moves, bothMs: up.bothMs }).toEqual({ moves: [], bothMs: 0 });
    expect(up.lost).toBeLessThanOrEqual(1);
  });

  longIt('a second address: the holder gets it, and the first one stays', async () => {
    const addresses = [ADDRESS, '172.16.16.13'];
    const inventory = await inventoryWith(machines(), 'second.yaml', { address: undefined, addresses });
    const up = await watching(machines(), () => cli(['up', inventory, '--json']));
    expect(up.result.code).toBe(0);
    expect(up.result.document.clusters.web).toMatchObject({ addresses, holder: PRIMARY, drills: [] });
    expect(up.events).toMatchObject([{ node: PRIMARY, event: 'added', address: '172.16.16.13' }]);
    expect(up.lost).toBeLessThanOrEqual(1);
  });
});

/** The lines that a unified diff takes away or adds. */
function changedLines(diff: string | null | undefined): readonly string[] {
  return (diff ?? '').split('\n').filter((line) => /^[-+](?![-+])/.test(line));
}
