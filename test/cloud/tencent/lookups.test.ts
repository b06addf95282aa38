import { describe, expect, it } from 'vitest';
import { fields, scriptedCloud } from './support/scripted-cloud.ts';

const INSTANCE = {
  InstanceId: 'ins-1',
  InstanceName: 'HAVIP-01',
  InstanceState: 'RUNNING',
  PrivateIpAddresses: ['172.16.16.5'],
  VirtualPrivateCloud: { VpcId: 'vpc-1', SubnetId: 'subnet-1', AsVpcGateway: false },
  SecurityGroupIds: ['sg-1'],
  Placement: { Zone: 'ap-guangzhou-3' },
};

describe('instances', () => {
  it('are told in the words of the contract', async () => {
    const { cloud } = scriptedCloud({
      DescribeInstances: [
        fields({
          TotalCount: 2,
          InstanceSet: [
            INSTANCE,
            {
              InstanceId: 'ins-2',
              InstanceState: 'STOPPED',
              PrivateIpAddresses: null,
              VirtualPrivateCloud: null,
            },
          ],
        }),
      ],
    });
    expect(await cloud.instances({ ids: ['ins-1', 'ins-2'] })).toEqual({
      ok: true,
      value: [
        {
          id: 'ins-1',
          name: 'HAVIP-01',
          running: true,
          state: 'RUNNING',
          vpcId: 'vpc-1',
          subnetId: 'subnet-1',
          privateAddresses: ['172.16.16.5'],
          securityGroupIds: ['sg-1'],
        },
        {
          id: 'ins-2',
          name: '',
          running: false,
          state: 'STOPPED',
          vpcId: '',
          subnetId: '',
          privateAddresses: [],
          securityGroupIds: [],
        },
      ],
    });
  });

  it('are asked for by address, five at a time', async () => {
    const { cloud, sent } = scriptedCloud({
      DescribeInstances: [fields({ TotalCount: 1, InstanceSet: [INSTANCE] })],
    });
    const privateAddresses = Array.from({ length: 6 }, (_, index) => `172.16.16.${index + 5}`);
    await cloud.instances({ vpcId: 'vpc-1', privateAddresses });
    expect(sent.map(({ params }) => params)).toEqual([
      {
        Filters: [
          { Name: 'vpc-id', Values: ['vpc-1'] },
          { Name: 'private-ip-address', Values: privateAddresses.slice(0, 5) },
        ],
        Offset: 0,
        Limit: 100,
      },
      expect.objectContaining({
        Filters: [
          { Name: 'vpc-id', Values: ['vpc-1'] },
          { Name: 'private-ip-address', Values: ['172.16.16.10'] },
        ],
      }),
    ]);
  });

  it.each([{ ids: [] }, { vpcId: 'vpc-1', privateAddresses: [] }])(
    'of nothing are none, and not all: %j',
    async (query) => {
      const { cloud, sent } = scriptedCloud({});
      expect(await cloud.instances(query)).toEqual({ ok: true, value: [] });
      expect(sent).toEqual([]);
    },
  );
});

describe('the quota', () => {
  const limits = fields({ VpcLimitSet: [{ LimitType: 'vpc-max-havips', LimitValue: 10 }] });

  it('is the limit and what is used of it', async () => {
    const { cloud, sent } = scriptedCloud({
      DescribeVpcLimits: [limits],
      DescribeHaVips: [fields({ TotalCount: 7, HaVipSet: [] })],
    });
    expect(await cloud.quota('vpc-1')).toEqual({ ok: true, value: { limit: 10, used: 7 } });
    expect(sent.map(({ params }) => params)).toEqual([
      { LimitTypes: ['vpc-max-havips'] },
      { Filters: [{ Name: 'vpc-id', Values: ['vpc-1'] }], Offset: 0, Limit: 1 },
    ]);
  });

  it('that is not told is a problem', async () => {
    const { cloud } = scriptedCloud({ DescribeVpcLimits: [fields({ VpcLimitSet: [] })] });
    expect(await cloud.quota('vpc-1')).toMatchObject({ problems: [{ code: 'cloud.malformed-answer' }] });
  });
});

describe('a subnet', () => {
  it.each([
    [
      'that is there',
      [{ SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '172.16.16.0/20' }],
      { id: 'subnet-1', vpcId: 'vpc-1', cidr: '172.16.16.0/20' },
    ],
    ['that is not', [], undefined],
  ])('%s', async (_, SubnetSet, expected) => {
    const { cloud } = scriptedCloud({ DescribeSubnets: [fields({ TotalCount: 1, SubnetSet })] });
    expect(await cloud.subnet('subnet-1')).toEqual({ ok: true, value: expected });
  });
});
