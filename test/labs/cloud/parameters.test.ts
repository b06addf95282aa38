import { describe, expect, test } from 'vitest';
import { actionsOf } from '../../../src/lab/cloud/actions/index.ts';
import { TEST_PLAN } from '../../../src/lab/cloud/fake-cloud.ts';
import { smallVpc } from '../../../src/lab/cloud/world/small-vpc.ts';
import { createParameters, IDS, START_MS } from './support.ts';

const HAVIP = { HaVipId: 'havip-00000000' };
const MEMBERS = { HaVipAssociationSet: [{ HaVipId: 'havip-00000000', InstanceId: 'ins-00000000' }] };
const LONG = 'x'.repeat(300);
const NUMBERED = { Offset: ['0', -1], Limit: ['20', 0, 101] };
const QUOTED = { Offset: [0, '-1'], Limit: [20, '0', '101'] };
const FILTERS = [
  [{ Name: 'vpc-id' }],
  [{ Name: 'vpc-id', Values: 'x' }],
  Array.from({ length: 11 }, () => ({ Name: 'vpc-id', Values: ['x'] })),
];
const CROWDED = [{ Name: 'vpc-id', Values: ['1', '2', '3', '4', '5', '6'] }];

/** For each action: parameters that are all right, which of them are required, and values that are not right. */
const TABLE: Readonly<
  Record<string, { right: object; required: readonly string[]; wrong: Record<string, readonly unknown[]> }>
> = {
  CreateHaVip: {
    right: createParameters(),
    required: ['VpcId', 'HaVipName'],
    wrong: {
      VpcId: [1, 'vpc', 'subnet-00000000'],
      HaVipName: [null, 'x'.repeat(61)],
      SubnetId: ['subnet-1'],
      Vip: ['172.16.16', '172.16.16.300', 'fd00::1'],
      CheckAssociate: ['true', 1],
      ClientToken: ['x'.repeat(65), 'ü'],
      Tags: [{ Key: 'a', Value: 'b' }, [{ Key: 'a' }], [{ Key: LONG, Value: '' }]],
      HaVipAssociationSet: [[{ HaVipId: 'havip-00000000' }], [{ InstanceId: 'ins-1' }]],
    },
  },
  DescribeHaVips: {
    right: {},
    required: [],
    wrong: {
      HaVipIds: ['havip-00000000', ['havip'], Array.from({ length: 101 }, () => 'havip-00000000')],
      Filters: [...FILTERS, CROWDED],
      ...NUMBERED,
    },
  },
  ModifyHaVipAttribute: {
    right: { ...HAVIP, HaVipName: 'other' },
    required: ['HaVipId', 'HaVipName'],
    wrong: { HaVipName: ['x'.repeat(61)] },
  },
  DeleteHaVip: { right: HAVIP, required: ['HaVipId'], wrong: { HaVipId: ['havip-1', 'eip-00000000'] } },
  HaVipAssociateAddressIp: {
    right: { ...HAVIP, AddressIp: '127.64.1.1' },
    required: ['HaVipId', 'AddressIp'],
    wrong: { AddressIp: ['eip-00000000', '1.2.3'] },
  },
  HaVipDisassociateAddressIp: { right: HAVIP, required: ['HaVipId'], wrong: { HaVipId: [12] } },
  AssociateHaVipInstance: {
    right: MEMBERS,
    required: ['HaVipAssociationSet'],
    wrong: {
      HaVipAssociationSet: [
        [],
        [{ InstanceId: 'ins-00000000' }],
        [{ HaVipId: 'havip-00000000', InstanceId: 'ins-00000000', InstanceType: 'VM' }],
      ],
    },
  },
  DisassociateHaVipInstance: {
    right: MEMBERS,
    required: ['HaVipAssociationSet'],
    wrong: { HaVipAssociationSet: [{}, [{}]] },
  },
  DescribeVpcTaskResult: { right: { TaskId: 'x' }, required: ['TaskId'], wrong: { TaskId: [1] } },
  DescribeVpcLimits: {
    right: { LimitTypes: ['vpc-max-havips'] },
    required: ['LimitTypes'],
    wrong: { LimitTypes: ['vpc-max-havips', []] },
  },
  AllocateAddresses: {
    right: {},
    required: [],
    wrong: {
      AddressCount: ['1', 0, 21],
      AddressType: ['IP'],
      InternetChargeType: ['FREE'],
      InternetMaxBandwidthOut: [-1, 2001, '1'],
      ClientToken: ['x'.repeat(65)],
    },
  },
  DescribeAddresses: {
    right: {},
    required: [],
    wrong: { AddressIds: [['1.2.3.4']], Filters: FILTERS, ...NUMBERED },
  },
  ReleaseAddresses: {
    right: { AddressIds: ['eip-00000000'] },
    required: ['AddressIds'],
    wrong: { AddressIds: [[], ['127.64.1.1']] },
  },
  DescribeTaskResult: { right: { TaskId: 1 }, required: ['TaskId'], wrong: { TaskId: ['1'] } },
  DescribeVpcs: { right: {}, required: [], wrong: { VpcIds: [['x']], Filters: FILTERS, ...QUOTED } },
  DescribeSubnets: { right: {}, required: [], wrong: { SubnetIds: [['x']], Filters: FILTERS, ...QUOTED } },
  DescribeNetworkInterfaces: {
    right: {},
    required: [],
    wrong: { Filters: [...FILTERS, CROWDED], ...NUMBERED },
  },
  DescribeSecurityGroups: { right: {}, required: [], wrong: { SecurityGroupIds: [['x']], ...QUOTED } },
  DescribeSecurityGroupPolicies: {
    right: { SecurityGroupId: IDS.securityGroupId },
    required: ['SecurityGroupId'],
    wrong: { SecurityGroupId: ['sg-1'] },
  },
  DescribeInstances: {
    right: {},
    required: [],
    wrong: { InstanceIds: ['ins-00000000', ['x']], Filters: [...FILTERS, CROWDED], ...NUMBERED },
  },
};

const actions = actionsOf('127.64.1');

function answer(name: string, body: object): string {
  const call = {
    world: smallVpc(TEST_PLAN, START_MS),
    requestId: 'r',
    nowMs: START_MS,
    taskFailure: null,
  };
  const reply = actions[name]?.answer(body, call);
  return reply?.ok === false ? reply.code : 'ok';
}

const BY_FRONT_DOOR = /^(MissingParameter|UnknownParameter|InvalidParameter)$/;

test('the table has every action', () => {
  expect(Object.keys(TABLE).sort()).toEqual(Object.keys(actions).sort());
});

describe.each(Object.entries(TABLE))('%s', (name, { right, required, wrong }) => {
  test('takes what is right', () => {
    expect(answer(name, right)).not.toMatch(BY_FRONT_DOOR);
  });

  test('misses what is required', () => {
    for (const key of required)
      expect([key, answer(name, { ...right, [key]: undefined })]).toEqual([key, 'MissingParameter']);
  });

  test('takes nothing that it does not know', () => {
    expect(answer(name, { ...right, havipId: 'x' })).toBe('UnknownParameter');
  });

  const values = Object.entries(wrong).flatMap(([key, each]) => each.map((value) => [key, value] as const));
  test.each(values)('refuses %s: %j', (key, value) => {
    expect(answer(name, { ...right, [key]: value })).toMatch(/^(MissingParameter$|Invalid)/);
  });
});

test.each([
  ['a name that is too long', 'CreateHaVip', { HaVipName: 'x'.repeat(61) }, 'InvalidParameterValue.TooLong'],
  ['an id that is none', 'DescribeHaVips', { HaVipIds: ['x'] }, 'InvalidParameterValue.Malformed'],
  ['a page that is too big', 'DescribeHaVips', { Limit: 101 }, 'InvalidParameterValue.Range'],
  ['a number in quotes', 'DescribeHaVips', { Limit: '10' }, 'InvalidParameter'],
  ['a number without quotes', 'DescribeSubnets', { Limit: 10 }, 'InvalidParameter'],
  ['too many values', 'DescribeHaVips', { Filters: CROWDED }, 'InvalidParameterValue.LimitExceeded'],
  [
    'too many values of a machine',
    'DescribeInstances',
    { Filters: CROWDED },
    'InvalidFilterValue.LimitExceeded',
  ],
  ['a machine’s id that is none', 'DescribeInstances', { InstanceIds: ['x'] }, 'InvalidInstanceId.Malformed'],
])('has its own code for %s', (_name, action, parameters, code) => {
  expect(answer(action, { ...TABLE[action]?.right, ...parameters })).toBe(code);
});
