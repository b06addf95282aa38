import type { CloudProvider } from '../../../../src/cloud/provider.ts';
import type { Outcome } from '../../../../src/core/outcome.ts';
import { EIP, eips, HAVIP, havips, WANTED } from './samples.ts';
import { fields, type Script } from './scripted-cloud.ts';

const ID = HAVIP.HaVipId;
const IP = EIP.AddressIp;
const limited = { CheckAssociate: true, HaVipAssociationSet: [{ InstanceId: 'ins-1' }] };

/** What each call is made for, and how all other calls are answered meanwhile. */
export const OPERATIONS: Readonly<
  Record<
    string,
    {
      readonly scripts?: Readonly<Record<string, Script>>;
      readonly run: (cloud: CloudProvider) => Promise<Outcome<unknown>>;
    }
  >
> = {
  CreateHaVip: {
    scripts: { DescribeHaVips: [havips()] },
    run: (cloud) => cloud.create(WANTED),
  },
  DescribeHaVips: { run: (cloud) => cloud.find({ id: ID }) },
  DeleteHaVip: {
    scripts: { DescribeHaVips: [havips({})] },
    run: (cloud) => cloud.delete(ID),
  },
  HaVipAssociateAddressIp: {
    scripts: { DescribeHaVips: [havips({})], DescribeVpcTaskResult: [fields({ Status: 'RUNNING' })] },
    run: (cloud) => cloud.bindPublic(ID, IP),
  },
  HaVipDisassociateAddressIp: {
    scripts: { DescribeHaVips: [havips({ AddressIp: IP })] },
    run: (cloud) => cloud.unbindPublic(ID),
  },
  AssociateHaVipInstance: {
    scripts: { DescribeHaVips: [havips(limited)] },
    run: (cloud) => cloud.limitRange(ID, { add: ['ins-2'], remove: [] }),
  },
  DisassociateHaVipInstance: {
    scripts: { DescribeHaVips: [havips(limited)] },
    run: (cloud) => cloud.limitRange(ID, { add: [], remove: ['ins-1'] }),
  },
  AllocateAddresses: {
    scripts: { DescribeAddresses: [eips()] },
    run: (cloud) => cloud.allocatePublic({ name: 'web', token: 'web-1' }),
  },
  DescribeTaskResult: {
    scripts: {
      DescribeAddresses: [eips()],
      AllocateAddresses: [fields({ AddressSet: [EIP.AddressId], TaskId: '41' })],
    },
    run: (cloud) => cloud.allocatePublic({ name: 'web', token: 'web-1' }),
  },
  DescribeAddresses: { run: (cloud) => cloud.findPublic({ address: IP }) },
  ReleaseAddresses: {
    scripts: { DescribeAddresses: [eips({})] },
    run: (cloud) => cloud.releasePublic(EIP.AddressId),
  },
  DescribeInstances: { run: (cloud) => cloud.instances({ ids: ['ins-1'] }) },
  DescribeSubnets: { run: (cloud) => cloud.subnet('subnet-1') },
  DescribeVpcLimits: { run: (cloud) => cloud.quota('vpc-1') },
  DescribeSecurityGroupPolicies: {
    run: (cloud) => {
      const instance = { id: 'ins-1', name: '', running: true, state: 'RUNNING', vpcId: '', subnetId: '' };
      const node = { ...instance, privateAddresses: ['10.0.0.1'], securityGroupIds: ['sg-1'] };
      return cloud.vrrpPasses(node, node);
    },
  },
};
