import * as z from 'zod';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { CloudInstance, CloudProvider, CloudSubnet } from '../provider.ts';
import type { TencentClient } from './calls/client.ts';
import { listOf, text } from './calls/fields.ts';
import { allPages } from './calls/pages.ts';

/** Values that one filter takes. */
const MOST_VALUES = 5;
/** Ids that one call takes. */
const MOST_IDS = 100;
const QUOTA = 'vpc-max-havips';

const instance = z.object({
  InstanceId: z.string(),
  InstanceName: text(),
  InstanceState: text(),
  PrivateIpAddresses: listOf(z.string()),
  VirtualPrivateCloud: z.object({ VpcId: text(), SubnetId: text() }).nullish(),
  SecurityGroupIds: listOf(z.string()),
});

const instances = z.object({ TotalCount: z.number(), InstanceSet: listOf(instance) });

/** Machines by id, or by the addresses of their primary interface. */
export async function findInstances(
  client: TencentClient,
  query: Parameters<CloudProvider['instances']>[0],
): Promise<Outcome<readonly CloudInstance[]>> {
  const selections =
    'ids' in query
      ? chunks(query.ids, MOST_IDS).map((ids) => ({ InstanceIds: ids }))
      : chunks(query.privateAddresses, MOST_VALUES).map((addresses) => ({
          Filters: [
            { Name: 'vpc-id', Values: [query.vpcId] },
            { Name: 'private-ip-address', Values: addresses },
          ],
        }));
  const found: CloudInstance[] = [];
  for (const selection of selections) {
    const part = await allPages((range) => describeInstances(client, { ...selection, ...range }));
    if (!part.ok) return part;
    found.push(...part.value);
  }
  return success(found);
}

async function describeInstances(client: TencentClient, params: Readonly<Record<string, unknown>>) {
  const page = await client.ask({ service: 'cvm', action: 'DescribeInstances', params, schema: instances });
  return page.ok
    ? success({ total: page.value.TotalCount, items: page.value.InstanceSet.map(cloudInstance) })
    : page;
}

function cloudInstance(it: z.output<typeof instance>): CloudInstance {
  return {
    id: it.InstanceId,
    name: it.InstanceName,
    running: it.InstanceState === 'RUNNING',
    state: it.InstanceState,
    vpcId: it.VirtualPrivateCloud?.VpcId ?? '',
    subnetId: it.VirtualPrivateCloud?.SubnetId ?? '',
    privateAddresses: it.PrivateIpAddresses,
    securityGroupIds: it.SecurityGroupIds,
  };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}

const limits = z.object({
  VpcLimitSet: listOf(z.object({ LimitType: z.string(), LimitValue: z.number() })),
});
const count = z.object({ TotalCount: z.number() });

/** HAVIPs that a VPC may have, and has. */
export async function havipQuota(
  client: TencentClient,
  vpcId: string,
): Promise<Outcome<{ readonly limit: number; readonly used: number }>> {
  const asked = await client.ask({
    service: 'vpc',
    action: 'DescribeVpcLimits',
    params: { LimitTypes: [QUOTA] },
    schema: limits,
  });
  if (!asked.ok) return asked;
  const limit = asked.value.VpcLimitSet.find(({ LimitType }) => LimitType === QUOTA)?.LimitValue;
  if (limit === undefined) return failure(noQuota());
  const used = await client.ask({
    service: 'vpc',
    action: 'DescribeHaVips',
    params: { Filters: [{ Name: 'vpc-id', Values: [vpcId] }], Offset: 0, Limit: 1 },
    schema: count,
  });
  return used.ok ? success({ limit, used: used.value.TotalCount }) : used;
}

function noQuota() {
  return {
    code: 'cloud.malformed-answer',
    summary: 'The answer to DescribeVpcLimits cannot be understood',
    detail: `It does not name ${QUOTA}.`,
    fix: 'Check cloud.endpoint; if it is right, try again later.',
  } as const;
}

const subnets = z.object({
  SubnetSet: listOf(z.object({ SubnetId: z.string(), VpcId: text(), CidrBlock: text() })),
});
const NOT_FOUND = /^ResourceNotFound(\.|$)/;

/** A subnet; undefined when there is none. */
export async function findSubnet(
  client: TencentClient,
  id: string,
): Promise<Outcome<CloudSubnet | undefined>> {
  const asked = await client.call({
    service: 'vpc',
    action: 'DescribeSubnets',
    params: { SubnetIds: [id] },
    schema: subnets,
    expected: [NOT_FOUND],
  });
  if (!asked.ok) return asked;
  if (!asked.value.ok) return success(undefined);
  const found = asked.value.value.SubnetSet.find(({ SubnetId }) => SubnetId === id);
  return success(found && { id: found.SubnetId, vpcId: found.VpcId, cidr: found.CidrBlock });
}
