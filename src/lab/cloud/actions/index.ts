import type { Action } from '../action.ts';
import { allocateAddresses, describeAddresses, releaseAddresses } from './addresses.ts';
import { createHaVip, deleteHaVip, describeHaVips, modifyHaVipAttribute } from './havip.ts';
import { haVipAssociateAddressIp, haVipDisassociateAddressIp } from './havip-eip.ts';
import { associateHaVipInstance, disassociateHaVipInstance } from './havip-range.ts';
import { describeInstances } from './instances.ts';
import { describeSecurityGroupPolicies, describeSecurityGroups } from './security-groups.ts';
import { describeTaskResult, describeVpcTaskResult } from './tasks.ts';
import {
  describeNetworkInterfaces,
  describeSubnets,
  describeVpcLimits,
  describeVpcs,
} from './vpc-lookups.ts';

/** All that the cloud can do, by the names of its API. EIPs come from this range, such as `127.64.1`. */
export function actionsOf(publicRange: string): Readonly<Record<string, Action>> {
  return {
    CreateHaVip: createHaVip,
    DescribeHaVips: describeHaVips,
    ModifyHaVipAttribute: modifyHaVipAttribute,
    DeleteHaVip: deleteHaVip,
    HaVipAssociateAddressIp: haVipAssociateAddressIp,
    HaVipDisassociateAddressIp: haVipDisassociateAddressIp,
    AssociateHaVipInstance: associateHaVipInstance,
    DisassociateHaVipInstance: disassociateHaVipInstance,
    DescribeVpcTaskResult: describeVpcTaskResult,
    DescribeVpcLimits: describeVpcLimits,
    AllocateAddresses: allocateAddresses(publicRange),
    DescribeAddresses: describeAddresses,
    ReleaseAddresses: releaseAddresses,
    DescribeTaskResult: describeTaskResult,
    DescribeVpcs: describeVpcs,
    DescribeSubnets: describeSubnets,
    DescribeNetworkInterfaces: describeNetworkInterfaces,
    DescribeSecurityGroups: describeSecurityGroups,
    DescribeSecurityGroupPolicies: describeSecurityGroupPolicies,
    DescribeInstances: describeInstances,
  };
}
