import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt } from '../support/long.ts';
import { cli } from './support/cli.ts';
import { freshLab, holdersOf, inventoryWith, NODES, onNodes, PRIMARY, removeLab } from './support/cluster.ts';

describe('where there is dnf and no yum', () => {
  let lab: Lab | undefined;
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-dnf', yum: ['2.2.7', '2.3.3'], witness: false });
    await onNodes(lab, 'rm /usr/bin/yum');
  });
  afterAll(() => removeLab(lab));

  longIt('installs the newest and drills; the second time there is nothing to do', async () => {
    const { inventoryFile } = machines();
    const plan = await cli(['plan', inventoryFile, '--json']);
    const up = await cli(['up', inventoryFile, '--json']);
    expect(up).toMatchObject({ code: 0, document: { errors: [] } });
    expect(up.document.clusters.web?.drills).toMatchObject([{ passed: true }, { passed: true }]);
    expect(await holdersOf(machines())).toEqual([PRIMARY]);
    const again = await cli(['up', inventoryFile, '--json']);
    for (const node of NODES) {
      expect(plan.document.hosts[node]?.tasks).toContainEqual(
        expect.objectContaining({ diff: 'keepalived: not installed -> 2.3.3-1 (dnf)' }),
      );
      expect(again.document.hosts[node]).toMatchObject({ changed: 0, roundTrips: 1 });
    }
  });

  longIt('goes back to an older one by name, with leave', async () => {
    const inventory = await inventoryWith(machines(), 'older.yaml', { install: { version: '2.2.7' } });
    const up = await cli(['up', inventory, '--allow-downgrade', '--json']);
    expect(up).toMatchObject({ code: 0, document: { errors: [] } });
    expect(await onNodes(machines(), 'rpm -q keepalived')).toEqual(
      NODES.map(() => expect.stringContaining('keepalived-2.2.7-1')),
    );
    expect(await holdersOf(machines())).toHaveLength(1);
  });
});
