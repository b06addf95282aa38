import { z } from 'zod';
import { action } from '../action.ts';
import { list } from '../http/listing.ts';
import { filters, id, quotedPages } from '../http/parameters.ts';
import { done, refused } from '../http/reply.ts';

export const describeSecurityGroups = action({
  kind: 'reading',
  parameters: z.strictObject({
    SecurityGroupIds: z.array(id('sg')).max(100).optional(),
    Filters: filters(5).optional(),
    ...quotedPages,
  }),
  run: (query, { world }) =>
    list(query, {
      items: Object.values(world.securityGroups).map(({ Policies: _shownElsewhere, ...group }) => group),
      ids: query.SecurityGroupIds,
      idOf: ({ SecurityGroupId }) => SecurityGroupId,
      name: 'SecurityGroupSet',
      filters: {
        'security-group-id': ({ SecurityGroupId }) => [SecurityGroupId],
        'security-group-name': ({ SecurityGroupName }) => [SecurityGroupName],
        'project-id': ({ ProjectId }) => [ProjectId],
      },
    }),
});

export const describeSecurityGroupPolicies = action({
  kind: 'reading',
  parameters: z.strictObject({ SecurityGroupId: id('sg'), Filters: filters(5).optional() }),
  run({ SecurityGroupId }, { world }) {
    const group = world.securityGroups[SecurityGroupId];
    return group === undefined
      ? refused('ResourceNotFound', `The security group \`${SecurityGroupId}\` does not exist.`)
      : done({ SecurityGroupPolicySet: group.Policies });
  },
});
