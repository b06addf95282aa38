import { describe, expect, it } from 'vitest';
import { HAVIP, havips, WANTED } from './support/samples.ts';
import { fields, refusal, scriptedCloud } from './support/scripted-cloud.ts';

const ID = HAVIP.HaVipId;
const networkLost = { thrown: new TypeError('fetch failed', { cause: new Error('socket hang up') }) };

describe('creating', () => {
  const ours = { TagSet: [{ Key: 'havip-deploy', Value: 'web-1' }] };

  it('asks for a tag, a token and a range', async () => {
    const { cloud, calls } = scriptedCloud({
      CreateHaVip: [fields({ HaVip: HAVIP })],
      DescribeHaVips: [havips(ours)],
    });
    const range = ['ins-1', 'ins-2'];
    expect(await cloud.create({ ...WANTED, range })).toMatchObject({
      ok: true,
      value: { id: ID, ours: true },
    });
    expect(calls('CreateHaVip')[0]?.params).toEqual({
      VpcId: WANTED.vpcId,
      SubnetId: WANTED.subnetId,
      HaVipName: 'web',
      Vip: '10.4.6.15',
      CheckAssociate: true,
      HaVipAssociationSet: range.map((InstanceId) => ({ InstanceId, InstanceType: 'CVM' })),
      Tags: [{ Key: 'havip-deploy', Value: 'web-1' }],
      ClientToken: 'web-1',
    });
  });

  it('leaves the choice of the address to the cloud', async () => {
    const { cloud, calls } = scriptedCloud({
      CreateHaVip: [fields({ HaVip: HAVIP })],
      DescribeHaVips: [havips()],
    });
    const { address: _, ...anywhere } = WANTED;
    await cloud.create(anywhere);
    expect(calls('CreateHaVip')[0]?.params).not.toHaveProperty('Vip');
    expect(calls('CreateHaVip')[0]?.params).toMatchObject({ CheckAssociate: false });
  });

  it('looks before it asks again when the answer was lost', async () => {
    const { cloud, calls } = scriptedCloud({
      CreateHaVip: [networkLost],
      DescribeHaVips: [havips({}, { ...ours, HaVipId: 'havip-2' })],
    });
    expect(await cloud.create(WANTED)).toMatchObject({ ok: true, value: { id: 'havip-2' } });
    expect(calls('CreateHaVip')).toHaveLength(1);
  });

  it('asks again with the same token when nothing came of it', async () => {
    const { cloud, calls } = scriptedCloud({
      CreateHaVip: [networkLost, fields({ HaVip: HAVIP })],
      DescribeHaVips: [havips(), havips(ours)],
    });
    expect(await cloud.create(WANTED)).toMatchObject({ ok: true, value: { id: ID } });
    expect(calls('CreateHaVip').map(({ params }) => params.ClientToken)).toEqual(['web-1', 'web-1']);
  });

  it('does not look after a refusal that created nothing', async () => {
    const { cloud, sent } = scriptedCloud({
      CreateHaVip: [refusal('RequestLimitExceeded'), fields({ HaVip: HAVIP })],
      DescribeHaVips: [havips(ours)],
    });
    await cloud.create(WANTED);
    expect(sent.map(({ action }) => action)).toEqual(['CreateHaVip', 'CreateHaVip', 'DescribeHaVips']);
  });

  it('says when it is not known what came of it', async () => {
    const { cloud } = scriptedCloud({ CreateHaVip: [networkLost], DescribeHaVips: [networkLost] });
    const created = await cloud.create(WANTED);
    expect(created).toMatchObject({ problems: [{ code: 'cloud.unreachable' }] });
    expect(JSON.stringify(created)).toContain('not known');
  });

  it('takes another token where the cloud answers with an address deleted since', async () => {
    const { cloud, calls } = scriptedCloud({
      CreateHaVip: [fields({ HaVip: HAVIP }), fields({ HaVip: { HaVipId: 'havip-2' } })],
      DescribeHaVips: ({ params }) =>
        JSON.stringify(params).includes('havip-2') ? havips({ ...ours, HaVipId: 'havip-2' }) : havips(),
    });
    expect(await cloud.create(WANTED)).toMatchObject({ ok: true, value: { id: 'havip-2' } });
    const [first, second] = calls('CreateHaVip').map(({ params }) => String(params.ClientToken));
    expect(first).toBe('web-1');
    expect(second).toMatch(/^web-1\.[0-9a-z]{8}$/);
  });
});
