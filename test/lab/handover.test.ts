import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { type CliResult, cli } from './support/cli.ts';
import {
  freshLab,
  holdersOf,
  inventoryWith,
  onNodes,
  PRIMARY,
  removeLab,
  SECONDARY,
} from './support/cluster.ts';
import { type Watched, watching } from './support/watch.ts';

/** One advert of the standard profile in milliseconds: the longest time that two may hold the address. */
const ADVERT_MS = 1000;

/** Changes for which the holder has to start again: each begins with the same proved cluster. */
describe('a change that the holder must start again for', () => {
  let lab: Lab | undefined;
  let base = '';
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-handover', yum: ['2.2.7', '2.3.3'] });
    base = await inventoryWith(lab, 'base.yaml', { install: { version: '2.2.7' } });
  });
  beforeEach(async () => {
    expect(await cli(['up', base])).toMatchObject({ code: 0 });
  });
  afterAll(() => removeLab(lab));

  it('another virtual router id: the address comes back where it was, measured', async () => {
    const [from] = await holdersOf(machines());
    const inventory = await inventoryWith(machines(), 'id.yaml', {
      virtual_router_id: 52,
      install: { version: '2.2.7' },
    });
    const plan = await cli(['plan', inventory, '--json']);
    const effect = plan.document.clusters.web?.effect;
    const up = await watching(machines(), () => cli(['up', inventory, '--json']));
    expect(up.result.code).toBe(0);
    expect(up.moves).toEqual([from]);
    expectMeasured(up, { from, to: from });
    const expected = effect?.kind === 'move' ? effect.seconds * 1000 : Number.NaN;
    expect(Math.abs(expected - up.longestGapMs)).toBeLessThan(500);
  });

  it('a newer package: the standby first, then one measured move', async () => {
    const [from] = await holdersOf(machines());
    const inventory = await inventoryWith(machines(), 'newer.yaml', { install: { min_version: '2.3.0' } });
    const plan = await cli(['plan', inventory, '--json']);
    expect(plan.document.clusters.web?.effect).toMatchObject({ kind: 'move' });
    const up = await watching(machines(), () => cli(['up', inventory, '--json']));
    const to = from === PRIMARY ? SECONDARY : PRIMARY;
    expect(up.result.code).toBe(0);
    expect(up.moves).toEqual([to]);
    expectMeasured(up, { from, to });
    expect(await onNodes(machines(), 'keepalived -v 2>&1 | head -n 1')).toEqual([
      expect.stringContaining('v2.3.3'),
      expect.stringContaining('v2.3.3'),
    ]);
  });
});

function expectMeasured(
  { result, longestGapMs, bothMs }: Watched<CliResult>,
  path: { readonly from: string | undefined; readonly to: string | undefined },
): void {
  const drills = result.document.clusters.web?.drills ?? [];
  expect(drills).toMatchObject([{ scenario: 'handover', ...path, passed: true, error: null }]);
  expect(drills[0]?.takeoverMs ?? 0).toBeLessThan(500);
  const interruptionMs = drills[0]?.interruptionMs ?? Number.NaN;
  expect(Math.abs(interruptionMs - longestGapMs)).toBeLessThanOrEqual(Math.max(50, longestGapMs / 10));
  expect(bothMs).toBeLessThanOrEqual(ADVERT_MS);
}
