import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt } from '../support/long.ts';
import { cli } from './support/cli.ts';
import { inventoryWith, NODES, onNodes, PRIMARY, removeLab, SECONDARY } from './support/cluster.ts';
import { deployedLab } from './support/deployed.ts';
import { expectOneMove } from './support/one-move.ts';
import { watching } from './support/watch.ts';

describe('a rolling upgrade', () => {
  let lab: Lab | undefined;
  /** Names the old version, as an inventory may that nobody has touched. */
  let old = '';
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };
  const versions = () => onNodes(machines(), 'rpm -q --qf "%{VERSION}" keepalived');

  beforeAll(async () => {
    lab = await deployedLab({ name: 'test-upgrade', yum: ['2.2.7', '2.3.3'] });
    old = await inventoryWith(lab, 'old.yaml', { install: { version: '2.2.7' } });
    expect(await cli(['up', old])).toMatchObject({ code: 0 });
  });
  afterAll(() => removeLab(lab));

  it('to a version that is not offered: refused, with what is', async () => {
    const up = await cli(['upgrade', old, '--to', '2.4.0', '--json']);
    expect(up.code).toBe(2);
    expect(up.document.errors).toMatchObject(
      NODES.map((host) => ({
        code: 'host.no-keepalived',
        host,
        detail: expect.stringContaining('yum offers 2.3.3-1, 2.2.7-1'),
      })),
    );
    expect(up.document.clusters.web?.skipped).toContain('not begun');
    expect(await versions()).toEqual(['2.2.7', '2.2.7']);
  });

  it('to a newer one: the standby first, one lossless move, then the old holder', async () => {
    const check = await cli(['upgrade', old, '--to', '2.3.3', '--check']);
    expect(check).toMatchObject({ code: 0, stdout: expect.stringContaining('moves once, nothing lost') });
    expect(check.stderr).toContain('still says install.version 2.2.7');
    const up = await watching(machines(), () => cli(['upgrade', old, '--to', '2.3.3', '--json']));
    expectOneMove(up, PRIMARY, SECONDARY);
    expect(await versions()).toEqual(['2.3.3', '2.3.3']);
  });

  it('again: nothing to do, in one round trip; and nothing for a plain up', async () => {
    const { inventoryFile } = machines();
    for (const words of [
      ['upgrade', old, '--to', '2.3.3'],
      ['up', inventoryFile],
    ]) {
      const again = await cli([...words, '--json']);
      expect(again.code).toBe(0);
      for (const node of NODES)
        expect(again.document.hosts[node]).toMatchObject({ changed: 0, roundTrips: 1 });
    }
  });

  longIt('back, also by an inventory that was left behind: refused without leave', async () => {
    for (const words of [
      ['upgrade', old, '--to', '2.2.7'],
      ['up', old],
      ['plan', old],
    ]) {
      const up = await cli([...words, '--json']);
      expect(up.code).toBe(2);
      expect(up.document.errors.map(({ code }) => code)).toEqual([
        'host.downgrade-refused',
        'host.downgrade-refused',
      ]);
    }
    expect(await versions()).toEqual(['2.3.3', '2.3.3']);
  });

  longIt('back with leave: one move again', async () => {
    const words = ['upgrade', old, '--to', '2.2.7', '--allow-downgrade', '--json'];
    const up = await watching(machines(), () => cli(words));
    expectOneMove(up, SECONDARY, PRIMARY);
    expect(await versions()).toEqual(['2.2.7', '2.2.7']);
  });
});
