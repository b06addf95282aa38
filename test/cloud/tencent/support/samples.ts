import type { WantedAddress } from '../../../../src/cloud/provider.ts';
import { fields, type Reply } from './scripted-cloud.ts';

/** A HAVIP as DescribeHaVips tells it. */
export const HAVIP = {
  HaVipId: 'havip-72alakye',
  HaVipName: 'web',
  Vip: '10.4.6.15',
  VpcId: 'vpc-6v2ht8q5',
  SubnetId: 'subnet-qq51iwr4',
  NetworkInterfaceId: '',
  InstanceId: '',
  AddressIp: '',
  State: 'UNBIND',
  CreatedTime: '2018-10-10 17:03:09',
  FlushedTime: '0000-00-00 00:00:00',
  CheckAssociate: false,
  HaVipAssociationSet: [],
  TagSet: [],
};

export const WANTED: WantedAddress = {
  name: 'web',
  vpcId: 'vpc-6v2ht8q5',
  subnetId: 'subnet-qq51iwr4',
  address: '10.4.6.15',
  token: 'web-1',
};

export const EIP = {
  AddressId: 'eip-11112222',
  AddressName: 'web',
  AddressStatus: 'UNBIND',
  AddressIp: '81.71.14.118',
  InstanceId: null,
  NetworkInterfaceId: null,
  TagSet: [{ Key: 'havip-deploy', Value: 'web-1' }],
};

export const havips = (...set: readonly object[]): Reply =>
  fields({ TotalCount: set.length, HaVipSet: set.map((each) => ({ ...HAVIP, ...each })) });

export const eips = (...set: readonly object[]): Reply =>
  fields({ TotalCount: set.length, AddressSet: set.map((each) => ({ ...EIP, ...each })) });

export const DONE = fields({});
