import { createHash } from 'node:crypto';
import type { Cluster } from '../../../inventory/types.ts';

/** What the inventory wants of the cloud for one cluster. */
export interface CloudWanted {
  readonly cluster: string;
  readonly havipId?: string;
  readonly name?: string;
  readonly vpcId?: string;
  readonly subnetId?: string;
  /** IPv4; undefined: the cloud chooses. */
  readonly address?: string;
  /** Nobody but the members may announce the address. */
  readonly limitRange: boolean;
  /** An IPv4 address, or `auto`: whatever is bound, else one is allocated. */
  readonly eip?: string;
}

/** What a cluster's settings say about its cloud; undefined where they name none. */
export function wantedOf({ name: cluster, havip }: Cluster): CloudWanted | undefined {
  const { cloud, eip, addresses } = havip;
  if (cloud === undefined) return undefined;
  const [address] = addresses;
  return {
    cluster,
    ...(cloud.havip_id === undefined ? {} : { havipId: cloud.havip_id }),
    ...(cloud.name === undefined ? {} : { name: cloud.name }),
    ...(cloud.vpc_id === undefined ? {} : { vpcId: cloud.vpc_id }),
    ...(cloud.subnet_id === undefined ? {} : { subnetId: cloud.subnet_id }),
    ...(address === undefined ? {} : { address }),
    limitRange: cloud.limit_range === true,
    ...(eip === undefined ? {} : { eip }),
  };
}

/** The name of what is made for a cluster. */
export function nameOf(wanted: CloudWanted): string {
  return wanted.name ?? wanted.havipId ?? wanted.cluster;
}

/**
 * A client token that is the same in every run for the same thing, so that a run after one that was killed
 * between a call and its answer gets what that one made.
 */
export function tokenOf(wanted: CloudWanted, what: 'address' | 'eip'): string {
  // Without the address: `auto` and the address that was chosen then are the same cluster.
  const identity = JSON.stringify([what, wanted.vpcId, nameOf(wanted)]);
  return `${what}-${createHash('sha256').update(identity).digest('hex').slice(0, 40)}`;
}
