import { createHash } from 'node:crypto';
import type { Policy } from './entities.ts';
import { isoTime, localTime } from './names.ts';
import { emptyWorld, type World } from './world.ts';

/** A machine that the cloud is to know. */
export interface CloudMachine {
  readonly name: string;
  readonly privateIp: string;
  readonly mac: string;
}

export interface VpcPlan {
  /** Ids follow from it, so that the same plan always has the same ones. */
  readonly name: string;
  readonly zone: string;
  readonly vpcCidr: string;
  /** Within the VPC's; all machines are in this subnet. */
  readonly subnetCidr: string;
  /** How many HAVIPs the VPC may have. */
  readonly havips: number;
  readonly machines: readonly CloudMachine[];
}

export interface VpcIds {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly securityGroupId: string;
  /** By the machine's name. */
  readonly instanceIds: Readonly<Record<string, string>>;
}

/** The ids that a plan leads to, without making anything. */
export function vpcIds({ name, machines }: VpcPlan): VpcIds {
  const id = (prefix: string, ...words: readonly string[]) =>
    `${prefix}-${createHash('sha256')
      .update([name, prefix, ...words].join('\0'))
      .digest('hex')
      .slice(0, 8)}`;
  return {
    vpcId: id('vpc'),
    subnetId: id('subnet'),
    securityGroupId: id('sg'),
    instanceIds: Object.fromEntries(machines.map((machine) => [machine.name, id('ins', machine.name)])),
  };
}

/** One VPC with one subnet, a security group that lets its members talk, and machines that run. */
export function smallVpc(plan: VpcPlan, nowMs: number): World {
  const world = emptyWorld();
  const { vpcId, subnetId, securityGroupId, instanceIds } = vpcIds(plan);
  const created = localTime(nowMs);
  world.limits.havipsPerVpc = plan.havips;
  world.vpcs[vpcId] = {
    VpcId: vpcId,
    VpcName: plan.name,
    CidrBlock: plan.vpcCidr,
    IsDefault: false,
    EnableMulticast: false,
    CreatedTime: created,
    Ipv6CidrBlock: '',
    AssistantCidrSet: [],
    TagSet: [],
  };
  world.subnets[subnetId] = {
    SubnetId: subnetId,
    SubnetName: plan.name,
    VpcId: vpcId,
    CidrBlock: plan.subnetCidr,
    Zone: plan.zone,
    IsDefault: false,
    NetworkAclId: '',
    CreatedTime: created,
    Ipv6CidrBlock: '',
    TagSet: [],
  };
  world.securityGroups[securityGroupId] = {
    SecurityGroupId: securityGroupId,
    SecurityGroupName: plan.name,
    SecurityGroupDesc: '',
    ProjectId: '0',
    IsDefault: true,
    CreatedTime: created,
    TagSet: [],
    Policies: {
      Version: '1',
      Ingress: [policy(plan.vpcCidr, created)],
      Egress: [policy('0.0.0.0/0', created)],
    },
  };
  for (const machine of plan.machines)
    addMachine(world, machine, {
      instanceId: instanceIds[machine.name] ?? '',
      vpcId,
      subnetId,
      securityGroupId,
      zone: plan.zone,
      nowMs,
    });
  return world;
}

interface Place {
  readonly instanceId: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly securityGroupId: string;
  readonly zone: string;
  readonly nowMs: number;
}

function addMachine(world: World, { name, privateIp, mac }: CloudMachine, place: Place): void {
  const { instanceId, vpcId, subnetId, zone, securityGroupId } = place;
  world.instances[instanceId] = {
    InstanceId: instanceId,
    InstanceName: name,
    InstanceState: 'RUNNING',
    PrivateIpAddresses: [privateIp],
    PublicIpAddresses: null,
    VirtualPrivateCloud: { VpcId: vpcId, SubnetId: subnetId },
    SecurityGroupIds: [securityGroupId],
    Placement: { Zone: zone },
    CreatedTime: isoTime(place.nowMs),
  };
  const eniId = instanceId.replace('ins-', 'eni-');
  world.networkInterfaces[eniId] = {
    NetworkInterfaceId: eniId,
    NetworkInterfaceName: `${name}-primary`,
    VpcId: vpcId,
    SubnetId: subnetId,
    Primary: true,
    MacAddress: mac,
    State: 'AVAILABLE',
    Zone: zone,
    GroupSet: [securityGroupId],
    PrivateIpAddressSet: [
      { PrivateIpAddress: privateIp, Primary: true, PublicIpAddress: '', AddressId: '', State: 'AVAILABLE' },
    ],
    Attachment: { InstanceId: instanceId, DeviceIndex: 0 },
  };
}

function policy(cidr: string, modified: string): Policy {
  return {
    PolicyIndex: 0,
    Protocol: 'ALL',
    Port: 'ALL',
    CidrBlock: cidr,
    Ipv6CidrBlock: '',
    SecurityGroupId: '',
    Action: 'ACCEPT',
    PolicyDescription: '',
    ModifyTime: modified,
  };
}
