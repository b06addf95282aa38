import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt } from '../support/long.ts';
import { cli, startCli } from './support/cli.ts';
import { type CloudControls, controlsOf } from './support/cloud-controls.ts';
import { ADDRESS, freshLab, holdersOf, inventoryWith, removeLab } from './support/cluster.ts';
import { orTell, waitFor } from './support/serving.ts';

let lab: Lab;
let cloud: CloudControls;
let inventory: string;

beforeAll(async () => {
  lab = await freshLab({ name: 't-cloud-killed', cloud: 'inventory' });
  cloud = await controlsOf(lab);
  inventory = await inventoryWith(lab, 'eip.yaml', { eip: 'auto' });
});

afterAll(() => removeLab(lab));

/** Kills `up` when the cloud has done what a call asked, and the answer has not come yet. */
async function killAfter(action: string): Promise<void> {
  await cloud.forget();
  await cloud.faults({ action, kind: 'slow', ms: 60_000 });
  const run = startCli(['up', inventory], { env: cloud.env });
  const called = async () => (await cloud.calls('writing')).some((call) => call.action === action);
  await orTell(run, waitFor(called, 120_000));
  run.kill('SIGKILL');
  expect((await run.result).code).toBe(137);
  await cloud.clearFaults();
}

/** HAVIPs, and the EIPs with what they are bound to. */
async function inventoryOfCloud() {
  const { havips, addresses } = await cloud.world();
  return { havips: Object.keys(havips), eips: Object.keys(addresses) };
}

describe('a run that is killed after one of its calls', () => {
  longIt(
    'leaves what the next run goes on with: never a second HAVIP or EIP, and proved in the end',
    async () => {
      await killAfter('CreateHaVip');
      const first = await inventoryOfCloud();
      expect(first).toMatchObject({ havips: [expect.any(String)], eips: [] });

      await killAfter('AllocateAddresses');
      const second = await inventoryOfCloud();
      expect(second).toMatchObject({ havips: first.havips, eips: [expect.any(String)] });

      await killAfter('HaVipAssociateAddressIp');
      expect(await inventoryOfCloud()).toEqual(second);

      const last = await cli(['up', '--json', inventory], { env: cloud.env });
      expect(last.document.errors).toEqual([]);
      expect(last.code).toBe(0);
      expect(await inventoryOfCloud()).toEqual(second);
      const { web } = last.document.clusters;
      expect(web?.drills.map(({ passed }) => passed)).toEqual([true, true]);
      expect(web?.cloud).toMatchObject({ havipId: second.havips[0], disagreements: [] });
      expect(web?.cloud?.eip).toMatch(/^127\./);
      expect(web?.cloud?.boundTo).toBe(web?.holder);
    },
  );

  longIt('also of down, which then finishes', async () => {
    await cloud.forget();
    await cloud.faults({ action: 'HaVipDisassociateAddressIp', kind: 'slow', ms: 60_000 });
    const run = startCli(['down', '--yes', inventory], { env: cloud.env });
    const unbound = async () =>
      (await cloud.calls('writing')).some(({ action }) => action === 'HaVipDisassociateAddressIp');
    await orTell(run, waitFor(unbound));
    run.kill('SIGKILL');
    await run.result;
    await cloud.clearFaults();
    expect(await holdersOf(lab, ADDRESS)).toHaveLength(1);

    const again = await cli(['down', '--yes', '--json', inventory], { env: cloud.env });
    expect(again.document.errors).toEqual([]);
    expect(await inventoryOfCloud()).toEqual({ havips: [], eips: [] });
    expect(await holdersOf(lab, ADDRESS)).toEqual([]);
  });
});
