import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { longIt } from '../support/long.ts';
import { CloudLab, codesOf } from './support/cloud-lab.ts';
import { holdersOf, onNodes, PRIMARY, removeLab, SECONDARY } from './support/cluster.ts';
import { orTell, waitFor } from './support/serving.ts';

let own: CloudLab;

beforeAll(async () => {
  own = await CloudLab.start('t-disagrees');
  const up = await own.run('up', '--verify', 'never', own.inventory);
  expect(up.code, up.stdout).toBe(0);
});
afterAll(() => removeLab(own?.lab));

describe('three sources that disagree', () => {
  it('are told by status, each with a sentence', async () => {
    const id = await own.havipId();
    let said: readonly string[] = [];
    // The holder announces the address every few seconds, so the cloud may have followed it before it is asked.
    await waitFor(async () => {
      await own.cloud.patch({ havips: { [id]: { InstanceId: own.idOf(SECONDARY) } } });
      const { code, document } = await own.run('status', '--json', own.inventory);
      expect(code).toBe(0);
      said = document.clusters.web?.cloud?.disagreements ?? [];
      return said.length > 0;
    });
    expect(said).toEqual([expect.stringContaining(`and the cloud sends it to ${SECONDARY}`)]);
  });
});

describe('the public address', () => {
  longIt(
    'that is taken from the HAVIP in the middle of a drill: the address answers inside, and not from here',
    async () => {
      const file = await own.withCloud(
        'service.yaml',
        { name: 'web' },
        { verify: { witness: 'probe-01', interval: '10ms', service: { http: '/' } } },
      );
      const [address = ''] = (await own.run('status', '--json', file)).document.clusters.web?.addresses ?? [];
      await onNodes(own.lab, 'systemctl start nginx');
      const verify = own.begin('verify', '--json', file);
      await orTell(
        verify,
        waitFor(async () => (await holdersOf(own.lab, address)).join() === SECONDARY),
      );
      await own.unbindPublic();
      const result = await verify.result;
      expect(result.code, result.stdout).toBe(3);
      expect(codesOf(result)).toContain('verify.public-unreachable');
      expect(result.document.clusters.web?.drills[0]).toMatchObject({
        from: PRIMARY,
        to: SECONDARY,
        passed: false,
      });
      await onNodes(own.lab, 'systemctl stop nginx');
      const mended = await own.run('up', '--json', own.inventory);
      expect(mended.document.errors).toEqual([]);
    },
  );
});

describe('a node outside the range', () => {
  const range = (...ids: readonly string[]) => ({
    CheckAssociate: true,
    HaVipAssociationSet: ids.map((InstanceId) => ({ InstanceId, InstanceType: 'CVM' })),
  });

  beforeEach(async () => {
    await own.cloud.patch({ havips: { [await own.havipId()]: range(own.idOf(PRIMARY)) } });
  });

  it('is refused by preflight', async () => {
    const refused = await own.run('up', '--json', own.inventory);
    expect(refused.code).toBe(2);
    expect(codesOf(refused)).toEqual(['cloud.node-outside-range']);
  });

  longIt('is explained by the drill in one sentence, where preflight is skipped', async () => {
    const drilled = await own.run('up', '--json', '--skip-preflight', '--verify', 'always', own.inventory);
    expect(drilled.code).toBe(3);
    const explained = drilled.document.errors.find(({ code }) => code === 'verify.cloud-excludes-holder');
    expect(explained?.summary).toContain(
      `${SECONDARY} took ${drilled.document.clusters.web?.addresses[0]} over from ${PRIMARY}, and the cloud does not send it there, because the range of ${await own.havipId()} leaves ${SECONDARY} out`,
    );
  });

  longIt('is added where the inventory limits the range', async () => {
    const file = await own.withCloud('limited.yaml', { name: 'web', limit_range: true });
    const added = await own.run('up', '--json', file);
    expect(added.document.errors).toEqual([]);
    expect(added.document.clusters.web?.cloud?.tasks).toContainEqual(
      expect.objectContaining({ name: 'HAVIP range', changed: true }),
    );
  });
});
