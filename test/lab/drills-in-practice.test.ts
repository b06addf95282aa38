import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrillResult } from '../../src/core/document.ts';
import type { Lab } from '../../src/lab/index.ts';
import { cli } from './support/cli.ts';
import {
  exec,
  freshLab,
  holdersOf,
  inventoryWith,
  onNodes,
  PRIMARY,
  removeLab,
  SECONDARY,
} from './support/cluster.ts';
import { block } from './support/faults.ts';
import { NETWORKD_GONE, networkdManages, TRACES } from './support/traces.ts';

/** Of each kind, idle and busy. */
const CONNECTIONS = 5;

describe('drills of what happens in practice', { timeout: 600_000 }, () => {
  let lab: Lab;
  let inventory = '';

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-practice' });
    inventory = await inventoryWith(lab, 'practice.yaml', {
      verify: {
        witness: 'probe-01',
        interval: '20ms',
        max_interruption: '10s',
        service: { http: '/' },
        connections: CONNECTIONS,
      },
    });
    await onNodes(lab, 'systemctl start nginx');
    const up = await cli(['up', inventory, '--verify', 'never', '--json']);
    expect(up.code, up.stdout).toBe(0);
  });
  afterAll(() => removeLab(lab));

  async function drilled(drills: string): Promise<readonly DrillResult[]> {
    expect(await holdersOf(lab)).toEqual([PRIMARY]);
    const run = await cli(['verify', inventory, '--json', '--drills', drills]);
    expect(run.code, run.stdout).toBe(0);
    return run.document.clusters.web?.drills ?? [];
  }

  it('the machine paused, adverts lost one way, memory short, the package installed anew: all as before', async () => {
    const before = await onNodes(lab, TRACES);
    const drills = await drilled('pause,partition,oom,upgrade-package');
    expect(drills.map(({ scenario, from, passed }) => [scenario, from, passed])).toEqual(
      ['pause', 'partition', 'oom', 'upgrade-package'].map((scenario) => [scenario, PRIMARY, true]),
    );
    const of = (name: string) => drills.find(({ scenario }) => scenario === name);
    expect(of('partition')?.splitBrainMs).toBeGreaterThan(0);
    expect(of('pause')?.interruptionMs).toBeGreaterThan(1000);
    for (const { connections } of drills) {
      expect(connections?.idle.opened).toBe(CONNECTIONS);
      expect(connections?.busy.opened).toBe(CONNECTIONS);
    }
    // While nobody answered, what was sent hung.
    expect(of('pause')?.connections?.busy.longestHangMs).toBeGreaterThan(1000);
    expect(await onNodes(lab, TRACES)).toEqual(before);
  });

  it.each([
    ['that takes the address away', ''],
    ['that keeps what others have set', 'KeepConfiguration=static\\n'],
  ])('a network service is restarted %s', async (_what, more) => {
    await exec(lab, PRIMARY, networkdManages('172.16.16.5', more));
    try {
      await expect.poll(() => holdersOf(lab), { timeout: 20_000 }).toEqual([PRIMARY]);
      const [drill] = await drilled('netreload');
      expect(drill).toMatchObject({ scenario: 'netreload', from: PRIMARY, passed: true });
      if (more !== '') expect(drill?.to).toBe(PRIMARY);
    } finally {
      await exec(lab, PRIMARY, NETWORKD_GONE);
    }
  });

  it('connections that the new holder knows nothing of hang where its firewall says nothing', async () => {
    await block(lab, SECONDARY, 'tcp dport 80 tcp flags & syn != syn ct state != established');
    try {
      const [there] = await drilled('stop');
      expect(there).toMatchObject({ from: PRIMARY, to: SECONDARY });
      expect(there?.connections?.busy).toMatchObject({ hung: CONNECTIONS, kept: 0 });
      expect(there?.connections?.idle).toMatchObject({ hung: CONNECTIONS, kept: 0 });
    } finally {
      await exec(lab, SECONDARY, 'nft flush ruleset');
    }
  });
});
