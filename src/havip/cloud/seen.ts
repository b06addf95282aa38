import type { CloudInstance, FloatingAddress, PublicAddress } from '../../cloud/provider.ts';
import type { Problem } from '../../core/problem.ts';

/** One member of the cluster, as inventory, machine and cloud know it. */
export interface SeenMember {
  readonly host: string;
  /** The id that the inventory gives; undefined where it is found by its address. */
  readonly instanceId?: string;
  /** The address for VRRP, of the inventory or else of the machine. */
  readonly privateIp?: string;
  /** What the cloud has for it; undefined for none. */
  readonly instance?: CloudInstance;
}

/** All that was read from the cloud for one cluster. */
export interface CloudSeen {
  /** Every floating address of the VPC, and the one that the inventory names by its id. */
  readonly addresses: readonly FloatingAddress[];
  readonly members: readonly SeenMember[];
  /** Every member of the cluster is among them, also where `--limit` leaves some out. */
  readonly complete: boolean;
  /** The subnet of the address. */
  readonly subnet?: { readonly id: string; readonly vpcId: string; readonly cidr: string };
  /** How many floating addresses the VPC may have; asked only where one has to be made. */
  readonly quota?: { readonly limit: number; readonly used: number };
  /** Public addresses that may be the cluster's: the one it names, those bound to its address, its own. */
  readonly publicAddresses: readonly PublicAddress[];
  /** What keeps VRRP from passing between two members. */
  readonly vrrp: readonly Problem[];
}
