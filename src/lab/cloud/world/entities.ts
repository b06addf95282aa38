/** What the cloud keeps, under the names and with the types that its API shows. */

export interface Tag {
  Key: string;
  Value: string;
}

export interface Vpc {
  VpcId: string;
  VpcName: string;
  CidrBlock: string;
  IsDefault: boolean;
  EnableMulticast: boolean;
  CreatedTime: string;
  Ipv6CidrBlock: string;
  AssistantCidrSet: { CidrBlock: string }[];
  TagSet: Tag[];
}

export interface Subnet {
  SubnetId: string;
  SubnetName: string;
  VpcId: string;
  CidrBlock: string;
  Zone: string;
  IsDefault: boolean;
  NetworkAclId: string;
  CreatedTime: string;
  Ipv6CidrBlock: string;
  TagSet: Tag[];
}

export interface Instance {
  InstanceId: string;
  InstanceName: string;
  /** RUNNING, STOPPED, … */
  InstanceState: string;
  PrivateIpAddresses: string[];
  PublicIpAddresses: string[] | null;
  VirtualPrivateCloud: { VpcId: string; SubnetId: string };
  SecurityGroupIds: string[];
  Placement: { Zone: string };
  CreatedTime: string;
  InstanceType?: string;
  Tags?: { Key: string; Value: string }[];
}

export interface NetworkInterface {
  NetworkInterfaceId: string;
  NetworkInterfaceName: string;
  VpcId: string;
  SubnetId: string;
  Primary: boolean;
  MacAddress: string;
  State: string;
  Zone: string;
  GroupSet: string[];
  PrivateIpAddressSet: {
    PrivateIpAddress: string;
    Primary: boolean;
    PublicIpAddress: string;
    AddressId: string;
    State: string;
  }[];
  Attachment: { InstanceId: string; DeviceIndex: number } | null;
}

export interface SecurityGroup {
  SecurityGroupId: string;
  SecurityGroupName: string;
  SecurityGroupDesc: string;
  ProjectId: string;
  IsDefault: boolean;
  CreatedTime: string;
  TagSet: Tag[];
  /** Shown by DescribeSecurityGroupPolicies only. */
  Policies: { Version: string; Ingress: Policy[]; Egress: Policy[] };
}

export interface Policy {
  PolicyIndex: number;
  /** TCP, UDP, ICMP, ICMPv6 or ALL: protocol 112 has no name here. */
  Protocol: string;
  Port: string;
  CidrBlock: string;
  Ipv6CidrBlock: string;
  SecurityGroupId: string;
  Action: 'ACCEPT' | 'DROP';
  PolicyDescription: string;
  ModifyTime: string;
}

/** One member of a HAVIP's range. */
export interface Association {
  HaVipId: string;
  InstanceId: string;
  InstanceType: 'CVM' | 'ENI';
}

/** What has no value is an empty string, not null. */
export interface HaVip {
  HaVipId: string;
  HaVipName: string;
  Vip: string;
  VpcId: string;
  SubnetId: string;
  NetworkInterfaceId: string;
  InstanceId: string;
  AddressIp: string;
  State: 'AVAILABLE' | 'UNBIND';
  CreatedTime: string;
  Business: string;
  HaVipAssociationSet: Association[];
  CheckAssociate: boolean;
  CdcId: string;
  FlushedTime: string;
  TagSet: Tag[];
}

/** An EIP; what has no value is null here. */
export interface Address {
  AddressId: string;
  AddressName: string | null;
  AddressStatus: 'CREATING' | 'BINDING' | 'BIND' | 'UNBINDING' | 'UNBIND' | 'OFFLINING' | 'BIND_ENI';
  AddressIp: string;
  InstanceId: string | null;
  InstanceType: string | null;
  NetworkInterfaceId: string | null;
  PrivateAddressIp: string | null;
  IsArrears: boolean;
  IsBlocked: boolean;
  IsEipDirectConnection: boolean;
  AddressType: string;
  CascadeRelease: boolean;
  InternetServiceProvider: string;
  Bandwidth: number | null;
  InternetChargeType: string | null;
  CreatedTime: string;
  TagSet: Tag[];
}
