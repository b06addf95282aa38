import { describe, expect, test } from 'vitest';
import {
  createParameters,
  freeAddress,
  IDS,
  INS_1,
  INS_2,
  madeHaVip,
  outcome,
  testCloud,
} from './support.ts';

describe('CreateHaVip', () => {
  test('gives what the documentation shows, with empty strings for what is not there', () => {
    const { call } = testCloud();
    expect(call('CreateHaVip', createParameters({ Tags: [{ Key: 'a', Value: 'b' }] }))).toEqual({
      HaVip: {
        HaVipId: expect.stringMatching(/^havip-[a-z0-9]{8}$/),
        HaVipName: 'web',
        Vip: '172.16.16.12',
        VpcId: IDS.vpcId,
        SubnetId: IDS.subnetId,
        NetworkInterfaceId: '',
        InstanceId: '',
        AddressIp: '',
        State: 'UNBIND',
        CreatedTime: '2023-11-15 06:13:20',
        Business: '',
        HaVipAssociationSet: [],
        CheckAssociate: false,
        CdcId: '',
        FlushedTime: '0000-00-00 00:00:00',
        TagSet: [{ Key: 'a', Value: 'b' }],
      },
      RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('chooses an address that is free', () => {
    const { call } = testCloud();
    const { Vip: _chosen, ...rest } = createParameters() as Record<string, unknown>;
    const addresses = [1, 2, 3, 4].map(
      () => (call('CreateHaVip', rest) as { HaVip: { Vip: string } }).HaVip.Vip,
    );
    expect(addresses).toEqual(['172.16.16.2', '172.16.16.3', '172.16.16.4', '172.16.16.7']);
  });

  test.each([
    ['another VPC', { VpcId: 'vpc-00000000' }, 'ResourceNotFound'],
    ['a subnet that is none', { SubnetId: 'subnet-00000000' }, 'UnsupportedOperation.SubnetNotExists'],
    ['an address of the VPC but not of the subnet', { Vip: '172.16.32.1' }, 'InvalidParameterValue.Range'],
    ['the network’s address', { Vip: '172.16.16.0' }, 'InvalidParameterValue.Reserved'],
    ['the gateway’s address', { Vip: '172.16.16.1' }, 'InvalidParameterValue.Reserved'],
    ['the broadcast address', { Vip: '172.16.31.255' }, 'InvalidParameterValue.Reserved'],
    ['a node’s address', { Vip: '172.16.16.5' }, 'ResourceInUse'],
    [
      'a stranger in its range',
      { HaVipAssociationSet: [{ InstanceId: 'ins-00000000' }] },
      'ResourceNotFound',
    ],
    [
      'one instance twice',
      { HaVipAssociationSet: [{ InstanceId: INS_1 }, { InstanceId: INS_1 }] },
      'InvalidParameterValue.Duplicate',
    ],
  ])('refuses %s', (_name, more, code) => {
    const { call, world } = testCloud();
    expect(outcome(call('CreateHaVip', createParameters(more)))).toBe(code);
    expect(world.havips).toEqual({});
  });

  test('knows an address that another HAVIP has, and the quota', () => {
    const { call } = testCloud((world) => {
      world.limits.havipsPerVpc = 2;
    });
    expect(outcome(call('CreateHaVip', createParameters()))).toBe('ok');
    expect(outcome(call('CreateHaVip', createParameters()))).toBe('ResourceInUse');
    expect(outcome(call('CreateHaVip', createParameters({ Vip: '172.16.16.13' })))).toBe('ok');
    expect(outcome(call('CreateHaVip', createParameters({ Vip: '172.16.16.14' })))).toBe('LimitExceeded');
    expect(call('DescribeVpcLimits', { LimitTypes: ['vpc-max-havips'] })).toMatchObject({
      VpcLimitSet: [{ LimitType: 'vpc-max-havips', LimitValue: 2 }],
    });
  });

  test('answers a client token a second time as the first, also when that HAVIP is gone', () => {
    const { call, pass, world } = testCloud();
    const first = call('CreateHaVip', createParameters({ ClientToken: 't' }));
    const again = call('CreateHaVip', createParameters({ ClientToken: 't' }));
    expect(again).toEqual({ ...first, RequestId: expect.any(String) });
    expect(again.RequestId).not.toBe(first.RequestId);
    expect(outcome(call('CreateHaVip', createParameters({ ClientToken: 't', HaVipName: 'other' })))).toBe(
      'UnsupportedOperation.IdempotentParameterMismatch',
    );
    expect(Object.keys(world.havips)).toHaveLength(1);
    call('DeleteHaVip', { HaVipId: Object.keys(world.havips)[0] });
    pass(1000);
    expect(outcome(call('CreateHaVip', createParameters({ ClientToken: 't' })))).toBe('ok');
    expect(world.havips).toEqual({});
    pass(24 * 3_600_000);
    expect(outcome(call('CreateHaVip', createParameters({ ClientToken: 't' })))).toBe('ok');
    expect(Object.keys(world.havips)).toHaveLength(1);
  });
});

describe('DescribeHaVips', () => {
  const many = testCloud((world) => {
    world.limits.havipsPerVpc = 200;
    world.limits.requestsPerSecond = 1000;
  });
  for (let number = 0; number < 130; number += 1)
    madeHaVip(many, {
      Vip: `172.16.17.${number}`,
      HaVipName: `web-${number % 2}`,
      CheckAssociate: number === 7,
    });

  test.each([
    ['no page', {}, 20],
    ['a page', { Limit: 100 }, 100],
    ['the next page', { Offset: 100, Limit: 100 }, 30],
    ['a page behind the last', { Offset: 130 }, 0],
  ])('gives of 130 with %s as many as it should', (_name, page, count) => {
    const { HaVipSet, TotalCount } = many.call('DescribeHaVips', page);
    expect([(HaVipSet as unknown[]).length, TotalCount]).toEqual([count, 130]);
  });

  test.each([
    ['one value', [{ Name: 'vip', Values: ['172.16.17.9'] }], 1],
    ['one value or the other', [{ Name: 'vip', Values: ['172.16.17.9', '172.16.17.10'] }], 2],
    [
      'a value of each',
      [
        { Name: 'vip', Values: ['172.16.17.9'] },
        { Name: 'havip-name', Values: ['web-0'] },
      ],
      0,
    ],
    ['a truth as text', [{ Name: 'check-associate', Values: ['true'] }], 1],
    ['all of a subnet', [{ Name: 'subnet-id', Values: [IDS.subnetId] }], 130],
  ])('filters by %s', (_name, Filters, count) => {
    expect(many.call('DescribeHaVips', { Filters })).toMatchObject({ TotalCount: count });
  });

  test('has codes of its own for filters', () => {
    const { call } = testCloud();
    expect(outcome(call('DescribeHaVips', { Filters: [{ Name: 'x', Values: [] }] }))).toBe(
      'InvalidParameter.FilterInvalidKey',
    );
    expect(outcome(call('DescribeHaVips', { HaVipIds: ['havip-00000000'], Filters: [] }))).toBe(
      'InvalidParameter.Coexist',
    );
    expect(call('DescribeHaVips', { HaVipIds: ['havip-00000000'] })).toMatchObject({ HaVipSet: [] });
  });
});

describe('a HAVIP’s range', () => {
  const pair = (HaVipId: string) => [
    { HaVipId, InstanceId: INS_1 },
    { HaVipId, InstanceId: INS_2 },
  ];

  test('takes instances, each once, and gives them back', () => {
    const cloud = testCloud();
    const havip = madeHaVip(cloud);
    const change = (action: string, HaVipAssociationSet: readonly object[]) =>
      outcome(cloud.call(action, { HaVipAssociationSet }));
    const both = pair(havip.HaVipId);
    expect(change('AssociateHaVipInstance', both.slice(0, 1))).toBe('ok');
    // Not even the one that would be new.
    expect(change('AssociateHaVipInstance', both)).toBe('InvalidParameterValue.DuplicatedHaVipAssociations');
    expect(havip.HaVipAssociationSet).toHaveLength(1);
    expect(change('AssociateHaVipInstance', both.slice(1))).toBe('ok');
    expect(havip.HaVipAssociationSet).toEqual(both.map((each) => ({ ...each, InstanceType: 'CVM' })));
    expect(change('DisassociateHaVipInstance', both)).toBe('ok');
    expect(change('DisassociateHaVipInstance', both)).toBe('ResourceNotFound');
    expect(havip.HaVipAssociationSet).toEqual([]);
  });

  test.each([
    ['a stranger', [{ InstanceId: 'ins-00000000' }], 'ResourceNotFound'],
    [
      'an interface called a machine',
      [{ InstanceId: INS_1.replace('ins', 'eni') }],
      'InvalidParameterValue.ParameterMismatch',
    ],
    [
      'a machine’s first interface',
      [{ InstanceId: INS_1.replace('ins', 'eni'), InstanceType: 'ENI' }],
      'InvalidParameterValue',
    ],
    [
      'too many',
      Array.from({ length: 11 }, (_, index) => ({ InstanceId: `ins-0000000${index % 10}` })),
      'LimitExceeded',
    ],
    ['another HAVIP', [{ HaVipId: 'havip-00000000', InstanceId: INS_1 }], 'ResourceNotFound'],
  ])('refuses %s', (_name, members, code) => {
    const cloud = testCloud();
    const { HaVipId } = madeHaVip(cloud);
    const HaVipAssociationSet = members.map((member) => ({ HaVipId, ...member }));
    expect(outcome(cloud.call('AssociateHaVipInstance', { HaVipAssociationSet }))).toBe(code);
  });
});

describe('DeleteHaVip', () => {
  test('takes its time, and then the HAVIP is not found', () => {
    const cloud = testCloud();
    const { HaVipId } = madeHaVip(cloud);
    const { RequestId } = cloud.call('DeleteHaVip', { HaVipId });
    expect(outcome(cloud.call('DeleteHaVip', { HaVipId }))).toBe('UnsupportedOperation');
    expect(cloud.call('DescribeVpcTaskResult', { TaskId: RequestId })).toMatchObject({ Status: 'RUNNING' });
    cloud.pass(1000);
    expect(cloud.call('DescribeVpcTaskResult', { TaskId: RequestId })).toMatchObject({
      Status: 'SUCCESS',
      Result: [{ ResourceId: HaVipId, Status: 'SUCCESS' }],
    });
    for (const action of ['DeleteHaVip', 'HaVipDisassociateAddressIp'])
      expect(outcome(cloud.call(action, { HaVipId }))).toBe('ResourceNotFound');
  });

  test('waits for the EIP to be gone', () => {
    const cloud = testCloud();
    const { HaVipId } = madeHaVip(cloud);
    const { AddressIp } = freeAddress(cloud);
    cloud.call('HaVipAssociateAddressIp', { HaVipId, AddressIp });
    cloud.pass(1000);
    expect(outcome(cloud.call('DeleteHaVip', { HaVipId }))).toBe('UnsupportedOperation');
    cloud.call('HaVipDisassociateAddressIp', { HaVipId });
    expect(outcome(cloud.call('DeleteHaVip', { HaVipId }))).toBe('UnsupportedOperation');
    cloud.pass(1000);
    expect(outcome(cloud.call('DeleteHaVip', { HaVipId }))).toBe('ok');
  });
});
