import type { Outcome } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';

/** A floating private address, as the cloud has it. */
export interface FloatingAddress {
  readonly id: string;
  readonly name: string;
  /** IPv4. */
  readonly address: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly binding: CloudBinding;
  /** The public IPv4 address bound to it; null without one, or while one is being bound. */
  readonly publicAddress: string | null;
  /** Instances that may announce it; null where any of the subnet may, which some clouds never change. */
  readonly range: readonly string[] | null;
  /** The token that this tool created it with, from a tag; null for what others created. */
  readonly token: string | null;
  /** Whether this tool created it: `token !== null`. */
  readonly ours: boolean;
}

/** Which machine the cloud sends the address's traffic to. */
export interface CloudBinding {
  readonly instanceId: string | null;
  /** When it last moved, in the cloud's own words; null when it never did. */
  readonly movedAt: string | null;
}

/** A machine, as the cloud has it. */
export interface CloudInstance {
  readonly id: string;
  readonly name: string;
  readonly running: boolean;
  /** The cloud's word for its state, such as `RUNNING`. */
  readonly state: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly privateAddresses: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** A machine as a search lists it. */
export interface FoundInstance extends Omit<CloudInstance, 'running'> {
  /** Its size, such as `S5.MEDIUM4`. */
  readonly type: string;
  readonly zone: string;
  readonly publicAddresses: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** What machines are looked for; every part given must match, by one of its values. */
export interface InstanceSearch {
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  readonly vpcs?: readonly string[];
  readonly subnets?: readonly string[];
  readonly states?: readonly string[];
}

/** What is wanted of a floating address. */
export interface WantedAddress {
  readonly name: string;
  readonly vpcId: string;
  readonly subnetId: string;
  /** Undefined: the cloud chooses. */
  readonly address?: string;
  /** Limits it to these instances from its first moment. */
  readonly range?: readonly string[];
  /** The same token never creates a second one while the first exists. See `isToken`. */
  readonly token: string;
}

/** Whether a text may be a token: 1 to 60 letters, digits, `.`, `_`, `:`, `-`; every cloud's tags take these. */
export function isToken(text: string): boolean {
  return /^[A-Za-z0-9._:-]{1,60}$/.test(text);
}

/** What a provider can do and how. */
export interface CloudCapabilities {
  /** `garp`: gratuitous ARP moves the address; `api`: only a call does, from keepalived's notify script. */
  readonly movesBy: 'garp' | 'api';
  readonly publicAddress: boolean;
  readonly ipv6: boolean;
  /** Instances that one address can be limited to. */
  readonly maxRange: number;
  /** Floating addresses that one interface should carry. */
  readonly maxPerInterface: number;
}

/** How to find what exists; every field given must match. */
export interface AddressQuery {
  readonly id?: string;
  readonly name?: string;
  readonly vpcId?: string;
  readonly subnetId?: string;
  readonly address?: string;
}

/** A public address, as the cloud has it. */
export interface PublicAddress {
  readonly id: string;
  readonly address: string;
  /** The id of what it is bound to; null when it is free. */
  readonly boundTo: string | null;
  /** The token that this tool allocated it with; null for what others allocated. */
  readonly token: string | null;
  readonly ours: boolean;
}

/** A network of a VPC. */
export interface CloudSubnet {
  readonly id: string;
  readonly vpcId: string;
  /** `172.16.16.0/20`. */
  readonly cidr: string;
}

/**
 * One cloud, for one region. Every call waits until the cloud has done what it was asked, is safe to
 * repeat, and gives `cloud.…` problems that name the call, the cloud's code and its request id. Nothing of
 * a provider's own is seen outside its folder.
 */
export interface CloudProvider {
  /** For people: `Tencent Cloud`. */
  readonly name: string;
  readonly region: string;
  readonly capabilities: CloudCapabilities;
  find(query: AddressQuery): Promise<Outcome<readonly FloatingAddress[]>>;
  /** The address with that id as it is now; undefined when there is none. One call, no waiting. */
  look(id: string): Promise<Outcome<FloatingAddress | undefined>>;
  /**
   * Adopts nothing: ask `find` first. A failure of which nobody knows whether it created something is
   * cleared up by looking, so a failed outcome means that there is none, or says that it is not known.
   */
  create(wanted: WantedAddress): Promise<Outcome<FloatingAddress>>;
  /**
   * Adds instances to, or takes them out of, the range; those that are in or out already are left alone.
   * An address without a range (`range: null`) cannot get one: `cloud.range-open`.
   */
  limitRange(
    id: string,
    change: { readonly add: readonly string[]; readonly remove: readonly string[] },
  ): Promise<Outcome<void>>;
  /** What is gone already is success. A public address has to be unbound before. */
  delete(id: string): Promise<Outcome<void>>;
  /** Every field given must match. */
  findPublic(query: {
    readonly address?: string;
    readonly boundTo?: string;
    readonly token?: string;
  }): Promise<Outcome<readonly PublicAddress[]>>;
  /** @param options.token the same one never allocates a second address while the first exists */
  allocatePublic(options: { readonly name: string; readonly token: string }): Promise<Outcome<PublicAddress>>;
  /** @param publicAddress the IPv4 address itself, not its id */
  bindPublic(id: string, publicAddress: string): Promise<Outcome<void>>;
  /** Nothing bound is success. */
  unbindPublic(id: string): Promise<Outcome<void>>;
  /** What is gone already is success; what is bound has to be unbound before. */
  releasePublic(publicId: string): Promise<Outcome<void>>;
  /** By ids, or by private addresses within a VPC; those that do not exist are left out. */
  instances(
    query:
      | { readonly ids: readonly string[] }
      | { readonly vpcId: string; readonly privateAddresses: readonly string[] },
  ): Promise<Outcome<readonly CloudInstance[]>>;
  /** All machines that fit, page by page. */
  searchInstances(search: InstanceSearch): Promise<Outcome<readonly FoundInstance[]>>;
  /** Floating addresses that one VPC may have, and has. */
  quota(vpcId: string): Promise<Outcome<{ readonly limit: number; readonly used: number }>>;
  /** Undefined when there is none. */
  subnet(id: string): Promise<Outcome<CloudSubnet | undefined>>;
  /**
   * Whether the security groups of one instance let VRRP (protocol 112) out to another, and the other's let
   * it in, judged by their rules; the problems say which rule is missing. What cannot be judged is none.
   */
  vrrpPasses(from: CloudInstance, to: CloudInstance): Promise<Outcome<readonly Problem[]>>;
}
