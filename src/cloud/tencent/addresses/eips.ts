import * as z from 'zod';
import { type Outcome, success } from '../../../core/outcome.ts';
import type { PublicAddress } from '../../provider.ts';
import type { TencentClient } from '../calls/client.ts';
import { filters, listOf, orNull, TAG, tags, text, tokenOf } from '../calls/fields.ts';
import { allPages } from '../calls/pages.ts';

const address = z.object({
  AddressId: z.string(),
  AddressStatus: text(),
  AddressIp: text(),
  InstanceId: text(),
  NetworkInterfaceId: text(),
  TagSet: tags(),
});

/** An EIP with the state it is in. */
export interface Eip extends PublicAddress {
  /** `UNBIND` is free; `CREATING`, `BINDING`, `UNBINDING` and `OFFLINING` pass. */
  readonly status: string;
}

const answer = z.object({ TotalCount: z.number(), AddressSet: listOf(address) });

function eip(it: z.output<typeof address>): Eip {
  const token = tokenOf(it.TagSet);
  return {
    id: it.AddressId,
    address: it.AddressIp,
    boundTo: orNull(it.InstanceId) ?? orNull(it.NetworkInterfaceId),
    token,
    ours: token !== null,
    status: it.AddressStatus,
  };
}

export interface EipQuery {
  readonly id?: string;
  readonly address?: string;
  readonly boundTo?: string;
  readonly token?: string;
}

/** All EIPs that match. */
export async function findEips(client: TencentClient, query: EipQuery): Promise<Outcome<readonly Eip[]>> {
  const wanted = filters({
    'address-id': query.id,
    'address-ip': query.address,
    'instance-id': query.boundTo,
    [`tag:${TAG}`]: query.token,
  });
  const found = await allPages(async (range) => {
    const page = await client.ask({
      service: 'vpc',
      action: 'DescribeAddresses',
      params: { Filters: wanted.length === 0 ? undefined : wanted, ...range },
      schema: answer,
    });
    return page.ok ? success({ total: page.value.TotalCount, items: page.value.AddressSet.map(eip) }) : page;
  });
  return found.ok ? success(found.value.filter((each) => matches(each, query))) : found;
}

function matches(it: Eip, query: EipQuery): boolean {
  const given = (['id', 'address', 'boundTo', 'token'] as const).filter((key) => query[key] !== undefined);
  return given.every((key) => it[key] === query[key]);
}

/** What the contract tells of an EIP. */
export function publicAddress({ status: _, ...rest }: Eip): PublicAddress {
  return rest;
}
