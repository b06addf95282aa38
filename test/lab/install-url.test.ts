import { afterAll, describe, expect } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt } from '../support/long.ts';
import { expectBuilt } from './support/built.ts';
import { cli } from './support/cli.ts';
import { freshLab, inventoryWith, PRIMARY, removeLab } from './support/cluster.ts';

describe('where yum offers an older one and the source lies on the network', () => {
  let lab: Lab | undefined;
  afterAll(() => removeLab(lab));

  longIt('builds from the URL on bare machines', async () => {
    lab = await freshLab({ name: 'test-url', yum: ['1.2.13'], witness: false });
    const { url, version, sha256 } = lab.source;
    const inventory = await inventoryWith(lab, 'url.yaml', { install: { source: { url, version, sha256 } } });
    const up = await cli(['up', inventory, '--json', '--verify', 'never']);
    expect(up).toMatchObject({ code: 0, document: { errors: [] } });
    expect(up.document.clusters.web).toMatchObject({ holder: PRIMARY, healthy: true });
    await expectBuilt(lab);
  });
});
