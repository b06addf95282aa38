import { describe, expect, it } from 'vitest';
import type { CloudInstance } from '../../../src/cloud/provider.ts';
import { fields, scriptedCloud } from './support/scripted-cloud.ts';

const instance = (id: string, address: string, ...securityGroupIds: string[]): CloudInstance => ({
  id,
  name: id,
  running: true,
  state: 'RUNNING',
  vpcId: 'vpc-1',
  subnetId: 'subnet-1',
  privateAddresses: [address],
  securityGroupIds,
});

const A = instance('ins-a', '172.16.16.5', 'sg-a');
const B = instance('ins-b', '172.16.16.6', 'sg-b');

const rule = (given: object): object => ({ Protocol: 'ALL', Port: 'ALL', Action: 'ACCEPT', ...given });
const anyone = rule({ CidrBlock: '0.0.0.0/0' });
const template = { AddressTemplate: { AddressId: 'ipm-1', AddressGroupId: '' } };

/** The codes of what keeps VRRP from A to B, whose inbound rules these are. */
async function blockedBy(ingress: readonly object[], egress: readonly object[] = [anyone]) {
  const { cloud } = scriptedCloud({
    DescribeSecurityGroupPolicies: ({ params }) =>
      fields({
        SecurityGroupPolicySet:
          params.SecurityGroupId === 'sg-a'
            ? { Version: '1', Egress: egress, Ingress: [] }
            : { Version: '1', Egress: [], Ingress: ingress },
      }),
  });
  const passes = await cloud.vrrpPasses(A, B);
  if (!passes.ok) throw new Error(JSON.stringify(passes.problems));
  return passes.value;
}

describe('VRRP', () => {
  it.each<[string, object[]]>([
    ['a rule for everything', [anyone]],
    ['one for its network', [rule({ CidrBlock: '172.16.16.0/20' })]],
    ['one for its address', [rule({ CidrBlock: '172.16.16.5' })]],
    ['one for its security group', [rule({ SecurityGroupId: 'sg-a' })]],
    ['lower-case words', [rule({ Protocol: 'all', Action: 'accept', CidrBlock: '0.0.0.0/0' })]],
    [
      'a rule after others that do not match',
      [rule({ Protocol: 'TCP', Action: 'DROP' }), rule({ CidrBlock: '10.0.0.0/8', Action: 'DROP' }), anyone],
    ],
    ['a template that may let it pass', [rule(template)]],
    [
      'a template that may drop it, before a rule that lets it pass',
      [rule({ ...template, Action: 'DROP' }), anyone],
    ],
    ['a template of services', [rule({ Protocol: '', ServiceTemplate: { ServiceId: 'ppm-1' } })]],
    [
      'what filled templates look like when empty',
      [
        rule({
          CidrBlock: '0.0.0.0/0',
          AddressTemplate: { AddressId: '' },
          ServiceTemplate: { ServiceId: '' },
        }),
      ],
    ],
  ])('passes by %s', async (_, ingress) => {
    expect(await blockedBy(ingress)).toEqual([]);
  });

  it.each<[string, object[]]>([
    ['no rule', []],
    [
      'rules for TCP, UDP and ICMP',
      ['TCP', 'UDP', 'ICMP'].map((Protocol) => rule({ Protocol, CidrBlock: '0.0.0.0/0' })),
    ],
    ['a rule for another network', [rule({ CidrBlock: '10.0.0.0/8' })]],
    ['a rule for another group', [rule({ SecurityGroupId: 'sg-b' })]],
    ['a rule for IPv6', [rule({ Ipv6CidrBlock: '::/0' })]],
    [
      'one that drops it before one that lets it pass',
      [rule({ CidrBlock: '172.16.16.5', Action: 'DROP' }), anyone],
    ],
    ['a template that may drop it', [rule({ ...template, Action: 'DROP' })]],
  ])('is stopped by %s', async (_, ingress) => {
    const [found, ...others] = await blockedBy(ingress);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      code: 'cloud.vrrp-blocked',
      summary: 'The security groups of ins-b do not let VRRP in from 172.16.16.5',
      fix: expect.stringContaining('inbound rule to sg-b'),
    });
  });

  it('is stopped on its way out, too', async () => {
    expect(await blockedBy([anyone], [])).toMatchObject([
      { summary: 'The security groups of ins-a do not let VRRP out to 172.16.16.6' },
    ]);
  });

  it('passes several groups in their order', async () => {
    const both = instance('ins-b', '172.16.16.6', 'sg-1', 'sg-2');
    const { cloud, sent } = scriptedCloud({
      DescribeSecurityGroupPolicies: ({ params }) =>
        fields({
          SecurityGroupPolicySet: {
            Egress: [anyone],
            Ingress: params.SecurityGroupId === 'sg-1' ? [rule({ Protocol: 'TCP' })] : [anyone],
          },
        }),
    });
    expect(await cloud.vrrpPasses(A, both)).toEqual({ ok: true, value: [] });
    expect(sent.map(({ params }) => params.SecurityGroupId)).toEqual(['sg-a', 'sg-1', 'sg-2']);
  });

  it('is not judged where no groups are known', async () => {
    const { cloud, sent } = scriptedCloud({});
    const bare = { ...A, securityGroupIds: [] };
    expect(await cloud.vrrpPasses(bare, bare)).toEqual({ ok: true, value: [] });
    expect(sent).toEqual([]);
  });
});
