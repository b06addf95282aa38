import * as z from 'zod';
import { type Outcome, success } from '../../core/outcome.ts';
import type { FoundInstance, InstanceSearch } from '../provider.ts';
import type { TencentClient } from './calls/client.ts';
import { listOf, text } from './calls/fields.ts';
import { allPages } from './calls/pages.ts';

/** Values that one filter takes. */
const MOST_VALUES = 5;
/** Filters that one call takes. */
const MOST_FILTERS = 10;

const instance = z.object({
  InstanceId: z.string(),
  InstanceName: text(),
  InstanceState: text(),
  InstanceType: text(),
  PrivateIpAddresses: listOf(z.string()),
  PublicIpAddresses: listOf(z.string()),
  VirtualPrivateCloud: z.object({ VpcId: text(), SubnetId: text() }).nullish(),
  SecurityGroupIds: listOf(z.string()),
  Placement: z.object({ Zone: text() }).nullish(),
  Tags: listOf(z.object({ Key: z.string(), Value: text() })),
});

const instances = z.object({ TotalCount: z.number(), InstanceSet: listOf(instance) });

interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
}

/** Machines by what they belong to; all that are there without a filter. */
export async function searchInstances(
  client: TencentClient,
  search: InstanceSearch,
): Promise<Outcome<readonly FoundInstance[]>> {
  const filters = filtersOf(search);
  const params = filters.length === 0 ? {} : { Filters: filters };
  const found = await allPages(async (range) => {
    const page = await client.ask({
      service: 'cvm',
      action: 'DescribeInstances',
      params: { ...params, ...range },
      schema: instances,
    });
    return page.ok
      ? success({ total: page.value.TotalCount, items: page.value.InstanceSet.map(foundInstance) })
      : page;
  });
  // What no filter of the cloud can say, such as more than five values, is looked at here.
  return found.ok ? success(found.value.filter((each) => fits(each, search))) : found;
}

function filtersOf({ tags = {}, vpcs, subnets, states }: InstanceSearch): readonly Filter[] {
  const wanted: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['vpc-id', vpcs],
    ['subnet-id', subnets],
    ['instance-state', states],
    ...Object.entries(tags).map(([key, values]) => [`tag:${key}`, values] as const),
  ];
  return wanted
    .flatMap(([Name, Values]) => (Values === undefined ? [] : [{ Name, Values }]))
    .filter(({ Values }) => Values.length > 0 && Values.length <= MOST_VALUES)
    .slice(0, MOST_FILTERS);
}

function fits(it: FoundInstance, { tags = {}, vpcs, subnets, states }: InstanceSearch): boolean {
  const among = (values: readonly string[] | undefined, value: string | undefined): boolean =>
    values === undefined || (value !== undefined && values.includes(value));
  return (
    among(vpcs, it.vpcId) &&
    among(subnets, it.subnetId) &&
    among(states, it.state) &&
    Object.entries(tags).every(([key, values]) => among(values, it.tags[key]))
  );
}

function foundInstance(it: z.output<typeof instance>): FoundInstance {
  return {
    id: it.InstanceId,
    name: it.InstanceName,
    state: it.InstanceState,
    type: it.InstanceType,
    zone: it.Placement?.Zone ?? '',
    vpcId: it.VirtualPrivateCloud?.VpcId ?? '',
    subnetId: it.VirtualPrivateCloud?.SubnetId ?? '',
    privateAddresses: it.PrivateIpAddresses,
    publicAddresses: it.PublicIpAddresses,
    securityGroupIds: it.SecurityGroupIds,
    tags: Object.fromEntries(it.Tags.map(({ Key, Value }) => [Key, Value])),
  };
}
