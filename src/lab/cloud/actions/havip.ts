import { z } from 'zod';
import { action, type Call } from '../action.ts';
import { list } from '../http/listing.ts';
import { clientToken, filters, id, numberedPages, tags } from '../http/parameters.ts';
import { done, type Refused, refused } from '../http/reply.ts';
import { freeAddress, isReserved, isTaken, isWithin } from '../network/address-space.ts';
import type { HaVip, Subnet } from '../world/entities.ts';
import { localTime, NEVER, newId } from '../world/names.ts';
import { beginTask, taskOnHaVip } from '../world/tasks.ts';
import { association, rangeProblem } from './havip-range.ts';

const NAME = z.string().max(60);

const CREATE = z.strictObject({
  VpcId: id('vpc'),
  HaVipName: NAME,
  SubnetId: id('subnet').optional(),
  Vip: z.ipv4().optional(),
  NetworkInterfaceId: id('eni').optional(),
  CheckAssociate: z.boolean().optional(),
  Tags: tags.optional(),
  HaVipAssociationSet: z.array(association).optional(),
  ClientToken: clientToken.optional(),
});

type CreateParameters = z.output<typeof CREATE>;

export const createHaVip = action({
  kind: 'writing',
  parameters: CREATE,
  run(parameters, call) {
    const place = placeFor(parameters, call);
    if (!place.ok) return place;
    const havip: HaVip = {
      HaVipId: newId('havip'),
      HaVipName: parameters.HaVipName,
      Vip: place.address,
      VpcId: parameters.VpcId,
      SubnetId: place.subnet.SubnetId,
      NetworkInterfaceId: parameters.NetworkInterfaceId ?? '',
      InstanceId: '',
      AddressIp: '',
      State: 'UNBIND',
      CreatedTime: localTime(call.nowMs),
      Business: '',
      HaVipAssociationSet: [],
      CheckAssociate: parameters.CheckAssociate ?? false,
      CdcId: '',
      FlushedTime: NEVER,
      TagSet: parameters.Tags ?? [],
    };
    const range = (parameters.HaVipAssociationSet ?? []).map((member) => ({
      ...member,
      HaVipId: havip.HaVipId,
    }));
    const problem = rangeProblem(call.world, havip, range);
    if (problem !== null) return problem;
    havip.HaVipAssociationSet.push(...range);
    call.world.havips[havip.HaVipId] = havip;
    return done({ HaVip: havip });
  },
});

type Place = { readonly ok: true; readonly subnet: Subnet; readonly address: string } | Refused;

/** The subnet and the address of a new HAVIP. */
function placeFor({ VpcId, SubnetId, Vip }: CreateParameters, { world }: Call): Place {
  if (world.vpcs[VpcId] === undefined)
    return refused('ResourceNotFound', `The VPC \`${VpcId}\` does not exist.`);
  const subnets = Object.values(world.subnets).filter((each) => each.VpcId === VpcId);
  const subnet = subnets.find((each) =>
    SubnetId === undefined ? Vip === undefined || isWithin(Vip, each.CidrBlock) : each.SubnetId === SubnetId,
  );
  if (subnet === undefined)
    return refused('UnsupportedOperation.SubnetNotExists', `No such subnet in \`${VpcId}\`.`);
  const had = Object.values(world.havips).filter((each) => each.VpcId === VpcId).length;
  if (had >= world.limits.havipsPerVpc)
    return refused('LimitExceeded', `The number of HAVIPs of \`${VpcId}\` has reached its limit of ${had}.`);
  if (Vip === undefined) {
    const address = freeAddress(world, subnet);
    return address === undefined
      ? refused('ResourceInsufficient', `\`${subnet.SubnetId}\` has no free address.`)
      : { ok: true, subnet, address };
  }
  if (!isWithin(Vip, subnet.CidrBlock))
    return refused('InvalidParameterValue.Range', `\`${Vip}\` is not in ${subnet.CidrBlock}.`);
  if (isReserved(Vip, subnet)) return refused('InvalidParameterValue.Reserved', `\`${Vip}\` is reserved.`);
  if (isTaken(world, Vip, VpcId)) return refused('ResourceInUse', `The address \`${Vip}\` is in use.`);
  return { ok: true, subnet, address: Vip };
}

export const describeHaVips = action({
  kind: 'reading',
  parameters: z.strictObject({
    HaVipIds: z.array(id('havip')).max(100).optional(),
    Filters: filters(5).optional(),
    ...numberedPages,
  }),
  run: (query, { world }) =>
    list(query, {
      items: Object.values(world.havips),
      ids: query.HaVipIds,
      idOf: ({ HaVipId }) => HaVipId,
      name: 'HaVipSet',
      filters: {
        'havip-id': ({ HaVipId }) => [HaVipId],
        'havip-name': ({ HaVipName }) => [HaVipName],
        'vpc-id': ({ VpcId }) => [VpcId],
        'subnet-id': ({ SubnetId }) => [SubnetId],
        vip: ({ Vip }) => [Vip],
        'address-ip': ({ AddressIp }) => [AddressIp],
        'havip-association.instance-id': ({ HaVipAssociationSet }) =>
          HaVipAssociationSet.map(({ InstanceId }) => InstanceId),
        'havip-association.instance-type': ({ HaVipAssociationSet }) =>
          HaVipAssociationSet.map(({ InstanceType }) => InstanceType),
        'check-associate': ({ CheckAssociate }) => [String(CheckAssociate)],
        'cdc-id': ({ CdcId }) => [CdcId],
        type: () => ['NORMAL'],
        'termination-protection': () => ['false'],
        'traffic-protection': () => ['false'],
      },
    }),
});

export const modifyHaVipAttribute = action({
  kind: 'writing',
  parameters: z.strictObject({ HaVipId: id('havip'), HaVipName: NAME }),
  run({ HaVipId, HaVipName }, { world }) {
    const havip = world.havips[HaVipId];
    if (havip === undefined) return noSuchHaVip(HaVipId);
    havip.HaVipName = HaVipName;
    return done();
  },
});

export const deleteHaVip = action({
  kind: 'writing',
  parameters: z.strictObject({ HaVipId: id('havip') }),
  run({ HaVipId }, call) {
    const havip = call.world.havips[HaVipId];
    if (havip === undefined) return noSuchHaVip(HaVipId);
    if (taskOnHaVip(call.world, HaVipId) !== undefined)
      return refused('UnsupportedOperation', `\`${HaVipId}\`: associated eip is in deleting process.`);
    if (havip.AddressIp !== '')
      return refused(
        'UnsupportedOperation',
        `\`${HaVipId}\` has the EIP ${havip.AddressIp}; unbind it first.`,
      );
    if (havip.InstanceId !== '' && !call.world.settings.deletesAnnounced)
      return refused('UnsupportedOperation', `\`${HaVipId}\` is bound to ${havip.InstanceId}.`);
    beginTask({ kind: 'delete', havipId: HaVipId }, call);
    return done();
  },
});

/** The answer to a call for a HAVIP that is not there. */
export function noSuchHaVip(havipId: string): Refused {
  return refused('ResourceNotFound', `The HAVIP \`${havipId}\` does not exist.`);
}
