import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt, sampleOf } from '../support/long.ts';
import { cli } from './support/cli.ts';
import { inventoryWith, onNodes, PRIMARY, removeLab, SECONDARY } from './support/cluster.ts';
import { deployedLab } from './support/deployed.ts';
import { watching } from './support/watch.ts';

/** Changes that part of a cluster must not make alone. */
describe('a cluster of which --limit leaves out a member', { timeout: 600_000 }, () => {
  let lab: Lab | undefined;
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };

  beforeAll(async () => {
    lab = await deployedLab({ name: 'test-limit', yum: ['2.2.7', '2.3.3'] });
    const base = await inventoryWith(lab, 'base.yaml', { install: { version: '2.2.7' } });
    expect(await cli(['up', base, '--verify', 'never'])).toMatchObject({ code: 0 });
  });
  afterAll(() => removeLab(lab));

  const state = () =>
    onNodes(machines(), 'rpm -q keepalived; sha256sum /etc/keepalived/keepalived.conf; pidof keepalived');

  it.each(sampleOf(1, [PRIMARY, SECONDARY]))(
    'does not let %s alone change what all must agree on',
    async (node) => {
      const before = await state();
      const inventory = await inventoryWith(machines(), 'slower.yaml', {
        advert_int: 2,
        install: { version: '2.2.7' },
      });
      const { result, events } = await watching(machines(), () =>
        cli(['up', inventory, '--limit', node, '--json']),
      );
      expect(result.code).toBe(2);
      expect(result.document.errors).toMatchObject([{ code: 'host.peers-left-out', host: node }]);
      expect(events).toEqual([]);
      expect(await state()).toEqual(before);
    },
  );

  it('does not restart the holder while nobody is there to take over', async () => {
    const before = await state();
    const inventory = await inventoryWith(machines(), 'newer.yaml', { install: { version: '2.3.3' } });
    const { result, events } = await watching(machines(), () =>
      cli(['up', inventory, '--limit', PRIMARY, '--json']),
    );
    expect(result.code).toBe(2);
    expect(result.document.errors).toMatchObject([{ code: 'host.no-standby-ready', host: PRIMARY }]);
    expect(events).toEqual([]);
    expect(await state()).toEqual(before);
  });

  longIt('lets the standby alone take what concerns nobody else', async () => {
    const inventory = await inventoryWith(machines(), 'mail.yaml', {
      notify: { email: ['ops@example.com'] },
      install: { version: '2.2.7' },
    });
    const { result, events } = await watching(machines(), () =>
      cli(['up', inventory, '--limit', SECONDARY, '--json']),
    );
    expect(result.code).toBe(0);
    expect(result.document.hosts[SECONDARY]).toMatchObject({ changed: 2, failed: 0 });
    expect(result.document.clusters).toEqual({});
    expect(events).toEqual([]);
  });
});
