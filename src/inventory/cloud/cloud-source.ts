import type { Outcome } from '../../core/outcome.ts';

/** A machine as a cloud lists it. */
export interface CloudMachine {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly type: string;
  readonly zone: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly privateAddresses: readonly string[];
  readonly publicAddresses: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Which machines of which cloud a source is about. */
export interface CloudSearch {
  readonly provider: 'tencent';
  readonly region: string;
  readonly endpoint?: string;
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  readonly vpcs?: readonly string[];
  readonly subnets?: readonly string[];
  readonly states?: readonly string[];
}

/** Asks a cloud. */
export type CloudSearcher = (search: CloudSearch) => Promise<Outcome<readonly CloudMachine[]>>;
