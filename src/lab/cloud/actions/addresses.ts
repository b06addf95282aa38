import { z } from 'zod';
import { action, type Call } from '../action.ts';
import { list } from '../http/listing.ts';
import { clientToken, filters, id, numberedPages, tags } from '../http/parameters.ts';
import { done, type Reply, refused } from '../http/reply.ts';
import type { Address } from '../world/entities.ts';
import { isoTime, newId } from '../world/names.ts';
import { beginTask, taskOnAddress } from '../world/tasks.ts';

const CHARGE_TYPES = [
  'TRAFFIC_POSTPAID_BY_HOUR',
  'BANDWIDTH_POSTPAID_BY_HOUR',
  'BANDWIDTH_PREPAID_BY_MONTH',
  'BANDWIDTH_PACKAGE',
] as const;

const MOST_BANDWIDTH: Readonly<Record<(typeof CHARGE_TYPES)[number], number>> = {
  TRAFFIC_POSTPAID_BY_HOUR: 100,
  BANDWIDTH_POSTPAID_BY_HOUR: 100,
  BANDWIDTH_PREPAID_BY_MONTH: 200,
  BANDWIDTH_PACKAGE: 2000,
};

/** EIPs out of a range of public addresses such as `127.64.1`, which the last byte counts through. */
export function allocateAddresses(publicRange: string) {
  return action({
    kind: 'writing',
    parameters: z.strictObject({
      AddressCount: z.int().min(1).max(20).optional(),
      AddressName: z.string().max(128).optional(),
      AddressType: z.enum(['EIP', 'AnycastEIP', 'HighQualityEIP', 'AntiDDoSEIP']).optional(),
      InternetServiceProvider: z.enum(['BGP', 'CMCC', 'CTCC', 'CUCC']).optional(),
      InternetChargeType: z.enum(CHARGE_TYPES).optional(),
      InternetMaxBandwidthOut: z.int().min(0).max(2000).optional(),
      BandwidthPackageId: id('bwp').optional(),
      Tags: tags.optional(),
      ClientToken: clientToken.optional(),
    }),
    run(parameters, call) {
      const { AddressCount: count = 1, InternetChargeType: charge = 'TRAFFIC_POSTPAID_BY_HOUR' } = parameters;
      const bandwidth = parameters.InternetMaxBandwidthOut ?? 1;
      if (bandwidth > MOST_BANDWIDTH[charge])
        return refused('InvalidParameterValue.Range', `${bandwidth} Mbit/s is too much for ${charge}.`);
      const addresses = freePublic(call, publicRange, count);
      if (addresses === null)
        return refused('AddressQuotaLimitExceeded', 'The number of EIPs has reached its limit.');
      const tasks = addresses.map((publicIp) => {
        const address = newAddress(call, publicIp, bandwidth, charge);
        address.AddressName = parameters.AddressName ?? null;
        address.TagSet = parameters.Tags ?? [];
        call.world.addresses[address.AddressId] = address;
        return beginTask({ kind: 'allocate', addressId: address.AddressId }, call);
      });
      return done({
        AddressSet: tasks.map(({ addressId }) => addressId),
        TaskId: String(tasks[0]?.number ?? 0),
      });
    },
  });
}

function freePublic({ world }: Call, range: string, count: number): readonly string[] | null {
  const had = Object.values(world.addresses).map(({ AddressIp }) => AddressIp);
  if (had.length + count > world.limits.addressesPerRegion) return null;
  return Array.from({ length: 254 }, (_, index) => `${range}.${index + 1}`)
    .filter((address) => !had.includes(address))
    .slice(0, count);
}

function newAddress({ nowMs }: Call, publicIp: string, bandwidth: number, charge: string): Address {
  return {
    AddressId: newId('eip'),
    AddressName: null,
    AddressStatus: 'CREATING',
    AddressIp: publicIp,
    InstanceId: null,
    InstanceType: null,
    NetworkInterfaceId: null,
    PrivateAddressIp: null,
    IsArrears: false,
    IsBlocked: false,
    IsEipDirectConnection: false,
    AddressType: 'EIP',
    CascadeRelease: false,
    InternetServiceProvider: 'BGP',
    Bandwidth: bandwidth,
    InternetChargeType: charge,
    CreatedTime: isoTime(nowMs),
    TagSet: [],
  };
}

export const describeAddresses = action({
  kind: 'reading',
  parameters: z.strictObject({
    AddressIds: z.array(id('eip')).max(100).optional(),
    Filters: filters(100).optional(),
    ...numberedPages,
  }),
  run: (query, { world }) =>
    list(query, {
      items: Object.values(world.addresses),
      ids: query.AddressIds,
      idOf: ({ AddressId }) => AddressId,
      name: 'AddressSet',
      filters: {
        'address-id': ({ AddressId }) => [AddressId],
        'address-name': ({ AddressName }) => [AddressName ?? ''],
        'address-ip': ({ AddressIp }) => [AddressIp],
        'address-status': ({ AddressStatus }) => [AddressStatus],
        'instance-id': ({ InstanceId }) => [InstanceId ?? ''],
        'private-ip-address': ({ PrivateAddressIp }) => [PrivateAddressIp ?? ''],
        'network-interface-id': ({ NetworkInterfaceId }) => [NetworkInterfaceId ?? ''],
        'instance-type': ({ InstanceType }) => [InstanceType ?? ''],
        'address-type': ({ AddressType }) => [AddressType],
        'address-isp': ({ InternetServiceProvider }) => [InternetServiceProvider],
      },
    }),
});

export const releaseAddresses = action({
  kind: 'writing',
  parameters: z.strictObject({ AddressIds: z.array(id('eip')).min(1).max(20) }),
  run({ AddressIds }, call): Reply {
    const { world } = call;
    for (const addressId of AddressIds) {
      const address = world.addresses[addressId];
      if (address === undefined)
        return refused('InvalidAddressId.NotFound', `The EIP \`${addressId}\` does not exist.`);
      if (taskOnAddress(world, addressId) !== undefined)
        return refused('OperationDenied.MutexTaskRunning', `A task is running on \`${addressId}\`.`);
      if (address.AddressStatus !== 'UNBIND')
        return refused(
          'UnsupportedOperation.AddressStatusNotPermit',
          `\`${addressId}\` is ${address.AddressStatus}; it must be UNBIND.`,
        );
    }
    const tasks = AddressIds.map((addressId) => {
      const address = world.addresses[addressId];
      if (address !== undefined) address.AddressStatus = 'OFFLINING';
      return beginTask({ kind: 'release', addressId }, call);
    });
    return done({ TaskId: String(tasks[0]?.number ?? 0) });
  },
});
