import { describe, expect, it } from 'vitest';
import { HAVIP, havips } from './support/samples.ts';
import { fields, refusal, scriptedCloud } from './support/scripted-cloud.ts';

const ID = HAVIP.HaVipId;

describe('an address', () => {
  it.each([
    ['nowhere', {}, { binding: { instanceId: null, movedAt: null }, publicAddress: null, range: null }],
    [
      'on a machine',
      { State: 'AVAILABLE', InstanceId: 'ins-1', FlushedTime: '2026-11-22 20:00:00' },
      { binding: { instanceId: 'ins-1', movedAt: '2026-11-22 20:00:00' } },
    ],
    [
      'unbound, in the other spelling',
      { State: 'UNBOUND', InstanceId: 'ins-1' },
      { binding: { instanceId: null } },
    ],
    ['with an EIP', { AddressIp: '81.71.14.118' }, { publicAddress: '81.71.14.118' }],
    [
      'with a range',
      { CheckAssociate: true, HaVipAssociationSet: [{ InstanceId: 'ins-1', InstanceType: 'CVM' }] },
      { range: ['ins-1'] },
    ],
    ['with an empty range', { CheckAssociate: true, HaVipAssociationSet: null }, { range: [] }],
    ['of ours', { TagSet: [{ Key: 'havip-deploy', Value: 'web-1' }] }, { ours: true, token: 'web-1' }],
    ['of others', { TagSet: [{ Key: 'team', Value: 'web' }] }, { ours: false, token: null }],
    [
      'with nulls',
      { InstanceId: null, AddressIp: null, TagSet: null, CheckAssociate: null },
      { range: null },
    ],
  ])('%s', async (_, given, expected) => {
    const { cloud } = scriptedCloud({ DescribeHaVips: [havips(given)] });
    expect(await cloud.look(ID)).toMatchObject({ ok: true, value: expected });
  });

  it.each([
    ['an empty list', havips()],
    ['a refusal', refusal('ResourceNotFound')],
  ])('that is not there is told by %s', async (_, reply) => {
    const { cloud } = scriptedCloud({ DescribeHaVips: [reply] });
    expect(await cloud.look(ID)).toEqual({ ok: true, value: undefined });
    expect(await cloud.find({ id: ID })).toEqual({ ok: true, value: [] });
  });
});

describe('finding', () => {
  it('sends what is given as filters, and believes none of them', async () => {
    const { cloud, sent } = scriptedCloud({
      DescribeHaVips: [havips({}, { HaVipName: 'web-2' }, { HaVipName: 'web', HaVipId: 'havip-2' })],
    });
    const found = await cloud.find({ name: 'web', vpcId: HAVIP.VpcId });
    expect(found.ok && found.value.map(({ id }) => id)).toEqual([ID, 'havip-2']);
    expect(sent[0]?.params).toEqual({
      Filters: [
        { Name: 'havip-name', Values: ['web'] },
        { Name: 'vpc-id', Values: [HAVIP.VpcId] },
      ],
      Offset: 0,
      Limit: 100,
    });
  });

  it('reads all pages', async () => {
    const many = Array.from({ length: 230 }, (_, index) => ({ ...HAVIP, HaVipId: `havip-${index}` }));
    const { cloud, calls } = scriptedCloud({
      DescribeHaVips: ({ params: { Offset, Limit } }) => {
        const start = Number(Offset);
        return fields({ TotalCount: many.length, HaVipSet: many.slice(start, start + Number(Limit)) });
      },
    });
    const found = await cloud.find({});
    expect(found.ok && found.value.length).toBe(230);
    expect(calls('DescribeHaVips').map(({ params }) => params)).toEqual([
      { Offset: 0, Limit: 100 },
      { Offset: 100, Limit: 100 },
      { Offset: 200, Limit: 100 },
    ]);
  });

  it('gives up on a list without an end', async () => {
    const { cloud } = scriptedCloud({
      DescribeHaVips: [fields({ TotalCount: 1e9, HaVipSet: [HAVIP] })],
    });
    expect(await cloud.find({})).toMatchObject({ problems: [{ code: 'cloud.malformed-answer' }] });
  });
});
