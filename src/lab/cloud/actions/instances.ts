import { z } from 'zod';
import { action } from '../action.ts';
import { list } from '../http/listing.ts';
import { filters, numberedPages } from '../http/parameters.ts';
import { refused } from '../http/reply.ts';

const INSTANCE_ID = /^ins-[a-z0-9]{8}$/;
const MOST_VALUES = 5;

/** The only action of the service for machines that the tool needs; its codes are that service's own. */
export const describeInstances = action({
  kind: 'reading',
  service: 'cvm',
  parameters: z.strictObject({
    InstanceIds: z.array(z.string()).max(100).optional(),
    Filters: filters(Number.MAX_SAFE_INTEGER).optional(),
    ...numberedPages,
  }),
  run(query, { world }) {
    const malformed = query.InstanceIds?.find((each) => !INSTANCE_ID.test(each));
    if (malformed !== undefined)
      return refused('InvalidInstanceId.Malformed', `\`${malformed}\` is no id of an instance.`);
    const crowded = query.Filters?.find(({ Values }) => Values.length > MOST_VALUES);
    if (crowded !== undefined)
      return refused(
        'InvalidFilterValue.LimitExceeded',
        `The filter \`${crowded.Name}\` has more than ${MOST_VALUES} values.`,
      );
    return list(query, {
      items: Object.values(world.instances),
      ids: query.InstanceIds,
      idOf: ({ InstanceId }) => InstanceId,
      name: 'InstanceSet',
      codes: { both: 'InvalidParameter', unknownFilter: 'InvalidFilter' },
      filters: {
        'vpc-id': ({ VirtualPrivateCloud }) => [VirtualPrivateCloud.VpcId],
        'subnet-id': ({ VirtualPrivateCloud }) => [VirtualPrivateCloud.SubnetId],
        'instance-id': ({ InstanceId }) => [InstanceId],
        'instance-name': ({ InstanceName }) => [InstanceName],
        'private-ip-address': ({ PrivateIpAddresses }) => PrivateIpAddresses.slice(0, 1),
        zone: ({ Placement }) => [Placement.Zone],
        'instance-state': ({ InstanceState }) => [InstanceState],
        'security-group-id': ({ SecurityGroupIds }) => SecurityGroupIds,
      },
    });
  },
});
