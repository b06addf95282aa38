import type { Address, HaVip, Instance, NetworkInterface, SecurityGroup, Subnet, Vpc } from './entities.ts';

/** Everything that the cloud knows: plain data, changed in place, kept in a file between two starts. */
export interface World {
  readonly vpcs: Record<string, Vpc>;
  readonly subnets: Record<string, Subnet>;
  readonly instances: Record<string, Instance>;
  readonly networkInterfaces: Record<string, NetworkInterface>;
  readonly securityGroups: Record<string, SecurityGroup>;
  readonly havips: Record<string, HaVip>;
  readonly addresses: Record<string, Address>;
  /** By the request id of the call that began it. */
  readonly tasks: Record<string, Task>;
  /** By action and client token. */
  readonly tokens: Record<string, TokenUse>;
  /** Announcements that were refused, or that no HAVIP or machine fits. */
  readonly refusals: Refusal[];
  readonly limits: Limits;
  readonly settings: Settings;
}

/** Work that an asynchronous call began. */
export interface Task {
  readonly requestId: string;
  /** The number by which DescribeTaskResult knows it. */
  readonly number: number;
  readonly kind: 'bind' | 'unbind' | 'delete' | 'allocate' | 'release';
  readonly havipId: string | null;
  readonly addressId: string | null;
  readonly doneAtMs: number;
  /** Reading calls that still see it running. */
  pollsLeft: number;
  /** What it will say when it has failed; null where it succeeds. */
  readonly failure: string | null;
  status: 'RUNNING' | 'SUCCESS' | 'FAILED';
}

export interface TokenUse {
  readonly parameters: string;
  readonly answer: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

export interface Refusal {
  readonly atMs: number;
  readonly address: string;
  readonly mac: string;
  readonly instanceId: string | null;
  readonly reason: 'no-such-havip' | 'unknown-machine' | 'outside-range' | 'other-subnet';
}

export interface Limits {
  havipsPerVpc: number;
  addressesPerRegion: number;
  /** Of each action. */
  requestsPerSecond: number;
}

export interface Settings {
  /** How long an asynchronous call takes, as both: this long at least … */
  delayMs: number;
  /** … and until this many reading calls have seen it run. */
  delayPolls: number;
  /** How far the cloud's clock is ahead of this machine's. */
  clockSkewSeconds: number;
  /** Whether a HAVIP that a machine announces can be deleted; what the real one does is not documented. */
  deletesAnnounced: boolean;
}

export const DEFAULT_LIMITS: Limits = { havipsPerVpc: 10, addressesPerRegion: 20, requestsPerSecond: 20 };

export const DEFAULT_SETTINGS: Settings = {
  delayMs: 400,
  delayPolls: 0,
  clockSkewSeconds: 0,
  deletesAnnounced: true,
};

/** A cloud in which nothing is yet. */
export function emptyWorld(): World {
  return {
    vpcs: {},
    subnets: {},
    instances: {},
    networkInterfaces: {},
    securityGroups: {},
    havips: {},
    addresses: {},
    tasks: {},
    tokens: {},
    refusals: [],
    limits: { ...DEFAULT_LIMITS },
    settings: { ...DEFAULT_SETTINGS },
  };
}
