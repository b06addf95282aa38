import { z } from 'zod';
import { action } from '../action.ts';
import { list } from '../http/listing.ts';
import { filters, id, numberedPages, quotedPages } from '../http/parameters.ts';
import { done, refused } from '../http/reply.ts';
import type { NetworkInterface } from '../world/entities.ts';
import type { World } from '../world/world.ts';

export const describeVpcs = action({
  kind: 'reading',
  parameters: z.strictObject({
    VpcIds: z.array(id('vpc')).max(100).optional(),
    Filters: filters(5).optional(),
    ...quotedPages,
  }),
  run: (query, { world }) =>
    list(query, {
      items: Object.values(world.vpcs),
      ids: query.VpcIds,
      idOf: ({ VpcId }) => VpcId,
      name: 'VpcSet',
      filters: {
        'vpc-id': ({ VpcId }) => [VpcId],
        'vpc-name': ({ VpcName }) => [VpcName],
        'cidr-block': ({ CidrBlock }) => [CidrBlock],
        'is-default': ({ IsDefault }) => [String(IsDefault)],
      },
    }),
});

export const describeSubnets = action({
  kind: 'reading',
  parameters: z.strictObject({
    SubnetIds: z.array(id('subnet')).max(100).optional(),
    Filters: filters(5).optional(),
    ...quotedPages,
  }),
  run: (query, { world }) =>
    list(query, {
      items: Object.values(world.subnets).map((subnet) => ({
        ...subnet,
        ...addressCounts(world, subnet.SubnetId, subnet.CidrBlock),
      })),
      ids: query.SubnetIds,
      idOf: ({ SubnetId }) => SubnetId,
      name: 'SubnetSet',
      filters: {
        'subnet-id': ({ SubnetId }) => [SubnetId],
        'subnet-name': ({ SubnetName }) => [SubnetName],
        'vpc-id': ({ VpcId }) => [VpcId],
        'cidr-block': ({ CidrBlock }) => [CidrBlock],
        'is-default': ({ IsDefault }) => [String(IsDefault)],
        zone: ({ Zone }) => [Zone],
      },
    }),
});

function addressCounts(world: World, subnetId: string, cidr: string) {
  const total = 2 ** (32 - Number(cidr.split('/')[1])) - 3;
  const machines = Object.values(world.networkInterfaces)
    .filter(({ SubnetId }) => SubnetId === subnetId)
    .reduce((sum, { PrivateIpAddressSet }) => sum + PrivateIpAddressSet.length, 0);
  const havips = Object.values(world.havips).filter(({ SubnetId }) => SubnetId === subnetId).length;
  return { TotalIpAddressCount: total, AvailableIpAddressCount: total - machines - havips };
}

const MOST_LIMIT_TYPES = 100;

export const describeVpcLimits = action({
  kind: 'reading',
  parameters: z.strictObject({ LimitTypes: z.array(z.string()).min(1).max(MOST_LIMIT_TYPES) }),
  run({ LimitTypes }, { world }) {
    const limits: Readonly<Record<string, number>> = { 'vpc-max-havips': world.limits.havipsPerVpc };
    const unknown = LimitTypes.find((type) => limits[type] === undefined);
    if (unknown !== undefined)
      return refused('InvalidParameterValue', `The limit type \`${unknown}\` is not known here.`);
    return done({
      VpcLimitSet: LimitTypes.map((LimitType) => ({ LimitType, LimitValue: limits[LimitType] })),
    });
  },
});

const addressesOf = ({ PrivateIpAddressSet }: NetworkInterface) =>
  PrivateIpAddressSet.map(({ PrivateIpAddress }) => PrivateIpAddress);

export const describeNetworkInterfaces = action({
  kind: 'reading',
  parameters: z.strictObject({
    NetworkInterfaceIds: z.array(id('eni')).max(100).optional(),
    Filters: filters(5).optional(),
    ...numberedPages,
  }),
  run(query, { world }) {
    // A single address is compared by its end unless `ip-exact-match` says otherwise.
    const exact = query.Filters?.some(
      ({ Name, Values }) => Name === 'ip-exact-match' && Values[0] === 'true',
    );
    const asked = query.Filters?.find(({ Name }) => Name === 'address-ip')?.Values ?? [];
    const fuzzy = exact !== true && asked.length === 1;
    const ends = (address: string) => (fuzzy ? asked.filter((end) => address.endsWith(end)) : [address]);
    return list(query, {
      items: Object.values(world.networkInterfaces),
      ids: query.NetworkInterfaceIds,
      idOf: ({ NetworkInterfaceId }) => NetworkInterfaceId,
      name: 'NetworkInterfaceSet',
      filters: {
        'vpc-id': ({ VpcId }) => [VpcId],
        'subnet-id': ({ SubnetId }) => [SubnetId],
        'network-interface-id': ({ NetworkInterfaceId }) => [NetworkInterfaceId],
        'network-interface-name': ({ NetworkInterfaceName }) => [NetworkInterfaceName],
        'attachment.instance-id': ({ Attachment }) => [Attachment?.InstanceId ?? ''],
        'address-ip': (each) => addressesOf(each).flatMap(ends),
        'ip-exact-match': () => ['true', 'false'],
        'is-primary': ({ Primary }) => [String(Primary)],
        'groups.security-group-id': ({ GroupSet }) => GroupSet,
      },
    });
  },
});
