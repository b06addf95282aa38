import * as z from 'zod';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { AddressQuery, FloatingAddress } from '../../provider.ts';
import type { Answer } from '../calls/answer.ts';
import type { TencentClient } from '../calls/client.ts';
import { filters, listOf, orNull, tags, text, tokenOf } from '../calls/fields.ts';
import { allPages, type Page } from '../calls/pages.ts';

/** What FlushedTime is for an address that has never moved. */
const NEVER = '0000-00-00 00:00:00';
const NOT_FOUND = [/^ResourceNotFound(\.|$)/];

export const haVip = z.object({
  HaVipId: z.string(),
  HaVipName: text(),
  Vip: text(),
  VpcId: text(),
  SubnetId: text(),
  InstanceId: text(),
  AddressIp: text(),
  State: text(),
  FlushedTime: text(),
  CheckAssociate: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  HaVipAssociationSet: listOf(z.object({ InstanceId: z.string() })),
  TagSet: tags(),
});

export type HaVip = z.output<typeof haVip>;

const answer = z.object({ TotalCount: z.number(), HaVipSet: listOf(haVip) });

/** A HAVIP in the words of the contract. */
export function floatingAddress(it: HaVip): FloatingAddress {
  const token = tokenOf(it.TagSet);
  return {
    id: it.HaVipId,
    name: it.HaVipName,
    address: it.Vip,
    vpcId: it.VpcId,
    subnetId: it.SubnetId,
    binding: {
      // Unbound is UNBIND in one part of the documentation and UNBOUND in another.
      instanceId: it.State === 'AVAILABLE' ? orNull(it.InstanceId) : null,
      movedAt: it.FlushedTime === NEVER ? null : orNull(it.FlushedTime),
    },
    publicAddress: orNull(it.AddressIp),
    range: it.CheckAssociate ? it.HaVipAssociationSet.map(({ InstanceId }) => InstanceId) : null,
    token,
    ours: token !== null,
  };
}

/** All HAVIPs that match. */
export async function findHavips(
  client: TencentClient,
  query: AddressQuery,
): Promise<Outcome<readonly FloatingAddress[]>> {
  const wanted = filters({
    'havip-id': query.id,
    'havip-name': query.name,
    'vpc-id': query.vpcId,
    'subnet-id': query.subnetId,
    vip: query.address,
  });
  const found = await allPages((range) =>
    describe(client, { Filters: wanted.length === 0 ? undefined : wanted, ...range }),
  );
  // Whether these filters match exactly is not documented; some of Tencent's do not.
  return found.ok ? success(found.value.filter((each) => matches(each, query))) : found;
}

/** One HAVIP as it is now; undefined when there is none. */
export async function lookAtHavip(
  client: TencentClient,
  id: string,
): Promise<Outcome<FloatingAddress | undefined>> {
  const page = await describe(client, { HaVipIds: [id] });
  return page.ok ? success(page.value.items.find((each) => each.id === id)) : page;
}

async function describe(
  client: TencentClient,
  params: Readonly<Record<string, unknown>>,
): Promise<Outcome<Page<FloatingAddress>>> {
  const outcome = await client.call({
    service: 'vpc',
    action: 'DescribeHaVips',
    params,
    schema: answer,
    expected: NOT_FOUND,
  });
  return outcome.ok ? pageOf(client, outcome.value) : outcome;
}

/** An id that does not exist is an empty list or ResourceNotFound, as the cloud pleases. */
function pageOf(
  client: TencentClient,
  given: Answer<z.output<typeof answer>>,
): Outcome<Page<FloatingAddress>> {
  if (given.ok)
    return success({ total: given.value.TotalCount, items: given.value.HaVipSet.map(floatingAddress) });
  return NOT_FOUND.some((code) => code.test(given.failure.code))
    ? success({ total: 0, items: [] })
    : failure(client.problem(given.failure));
}

function matches(it: FloatingAddress, query: AddressQuery): boolean {
  const given = (['id', 'name', 'vpcId', 'subnetId', 'address'] as const).filter(
    (key) => query[key] !== undefined,
  );
  return given.every((key) => it[key] === query[key]);
}
