import { describe, expect, test } from 'vitest';
import { IDS, INS_1, INS_2, outcome, testCloud } from './support.ts';

const filter = (Name: string, ...Values: string[]) => ({ Filters: [{ Name, Values }] });

describe('a look-up', () => {
  test.each([
    ['DescribeVpcs', { VpcIds: [IDS.vpcId], Limit: '1' }, 'VpcSet', [{ CidrBlock: '172.16.0.0/16' }]],
    [
      'DescribeSubnets',
      { ...filter('vpc-id', IDS.vpcId), Offset: '0', Limit: '100' },
      'SubnetSet',
      [{ SubnetId: IDS.subnetId, CidrBlock: '172.16.16.0/20', AvailableIpAddressCount: 4091 }],
    ],
    ['DescribeInstances', { InstanceIds: [INS_1] }, 'InstanceSet', [{ InstanceName: 'HAVIP-01' }]],
    [
      'DescribeInstances',
      filter('private-ip-address', '172.16.16.6'),
      'InstanceSet',
      [
        {
          InstanceId: INS_2,
          InstanceState: 'RUNNING',
          VirtualPrivateCloud: { VpcId: IDS.vpcId, SubnetId: IDS.subnetId },
          SecurityGroupIds: [IDS.securityGroupId],
        },
      ],
    ],
    ['DescribeInstances', { InstanceIds: ['ins-00000000'] }, 'InstanceSet', []],
    [
      'DescribeNetworkInterfaces',
      filter('attachment.instance-id', INS_1),
      'NetworkInterfaceSet',
      [{ Primary: true, MacAddress: '52:54:ac:10:10:05', Attachment: { InstanceId: INS_1 } }],
    ],
    [
      'DescribeSecurityGroups',
      { SecurityGroupIds: [IDS.securityGroupId] },
      'SecurityGroupSet',
      [{ SecurityGroupId: IDS.securityGroupId, IsDefault: true }],
    ],
  ])('%s %j finds', (action, parameters, set, items) => {
    const answer = testCloud().call(action, parameters);
    expect(answer).toMatchObject({ TotalCount: items.length, [set]: items });
  });

  test.each([
    ['by its end', filter('address-ip', '16.5'), 1],
    ['by the end of one of two', filter('address-ip', '6.5', '172.16.16.6'), 1],
    [
      'by all of it',
      { Filters: [...filter('address-ip', '16.5').Filters, ...filter('ip-exact-match', 'true').Filters] },
      0,
    ],
  ])('finds an interface by its address, %s', (_name, parameters, count) => {
    expect(testCloud().call('DescribeNetworkInterfaces', parameters)).toMatchObject({ TotalCount: count });
  });

  test('shows a security group’s rules, and only where they are asked for', () => {
    const { call } = testCloud();
    expect(call('DescribeSecurityGroupPolicies', { SecurityGroupId: IDS.securityGroupId })).toMatchObject({
      SecurityGroupPolicySet: {
        Ingress: [{ Protocol: 'ALL', CidrBlock: '172.16.0.0/16', Action: 'ACCEPT' }],
        Egress: [{ Protocol: 'ALL' }],
      },
    });
    expect(JSON.stringify(call('DescribeSecurityGroups'))).not.toContain('Policies');
    expect(outcome(call('DescribeSecurityGroupPolicies', { SecurityGroupId: 'sg-00000000' }))).toBe(
      'ResourceNotFound',
    );
  });

  test.each([
    ['DescribeSubnets', { SubnetIds: ['subnet-00000000'], Filters: [] }, 'InvalidParameter.Coexist'],
    ['DescribeSubnets', filter('x', 'y'), 'InvalidParameter.FilterInvalidKey'],
    ['DescribeInstances', { InstanceIds: [INS_1], Filters: [] }, 'InvalidParameter'],
    ['DescribeInstances', filter('x', 'y'), 'InvalidFilter'],
    ['DescribeAddresses', { AddressIds: ['eip-00000000'], Filters: [] }, 'InvalidParameter.Coexist'],
  ])('%s %j is refused', (action, parameters, code) => {
    expect(outcome(testCloud().call(action, parameters))).toBe(code);
  });
});

test('of one action, 20 calls within a second are answered', () => {
  const { call, pass } = testCloud();
  const codes = Array.from({ length: 21 }, () => outcome(call('DescribeVpcs')));
  expect(new Set(codes.slice(0, 20))).toEqual(new Set(['ok']));
  expect(codes[20]).toBe('RequestLimitExceeded');
  expect(outcome(call('DescribeSubnets'))).toBe('ok');
  pass(1000);
  expect(outcome(call('DescribeVpcs'))).toBe('ok');
});
