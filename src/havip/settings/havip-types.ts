import type { Secret } from '../../core/secret.ts';
import type { DRILLS } from './havip-schema.ts';
import type { CheckSettings, TrackedSettings } from './parts/checks/check-types.ts';
import type { HookSettings } from './parts/hooks/hooks.ts';
import type { WebhookSettings } from './parts/hooks/webhooks.ts';
import type { RawSettings, VrrpSettings } from './parts/vrrp-types.ts';

/** What a group's `havip` says, checked, defaults filled in. Durations are milliseconds unless said. */
export interface HavipSettings {
  /** One to five IPv4 addresses, more by multicast, from `address` or `addresses`; none where the cloud is to choose. */
  readonly addresses: readonly string[];
  /** 1 to 255, unique in the network. */
  readonly virtual_router_id: number;
  /** keepalived's name for its instance; without it, the usual ones. */
  readonly instance?: string;
  /** A name, or `auto`: the interface whose subnet contains the address. */
  readonly interface: string;
  /** VRRP by whole seconds, or faster. */
  readonly profile: Profile;
  /** Seconds, as in keepalived.conf: 1 (standard) or 0.3 (fast) unless set. */
  readonly advert_int: number;
  /** Whether a primary that comes back takes the address back. */
  readonly preempt: boolean;
  /** keepalived's name for what ties it to other clusters of the same machines: their addresses move together. */
  readonly sync_group?: string;
  /** The password of VRRPv2; at most 8 characters. */
  readonly auth_pass?: Secret;
  /** IPv4, or `auto`. */
  readonly eip?: string;
  /** Where keepalived comes from, and which. */
  readonly install: InstallSettings;
  /** From `check` or `checks`; empty where nothing is checked. */
  readonly checks: readonly CheckSettings[];
  /** What keepalived watches by itself. */
  readonly tracked: TrackedSettings;
  /** Weights that can move nothing are meant. */
  readonly idle_weights: boolean;
  /** What else VRRP itself is told. */
  readonly vrrp: VrrpSettings;
  /** keepalived's own words, by where they stand. */
  readonly raw: RawSettings;
  /** A template of the user's own, by its absolute path on the control machine. */
  readonly template?: string;
  /** Who is told of a change. */
  readonly notify: NotifySettings;
  /** What runs at changes of state, from `notify`. */
  readonly hooks: readonly HookSettings[];
  /** Who is told of them over HTTP, from `notify.webhooks`. */
  readonly webhooks: readonly WebhookSettings[];
  /** The side of the cloud; without it, no cloud is called. */
  readonly cloud?: CloudSettings;
  /** How its failover is proved. */
  readonly verify: VerifySettings;
  /** `manage`: VRRP is let in from the peers by the firewall that is in force. */
  readonly firewall: 'check' | 'manage';
}

/** `standard`: VRRPv2, whole seconds. `fast`: VRRPv3, sub-second. */
export type Profile = 'standard' | 'fast';

export interface InstallSettings {
  readonly method: 'auto' | 'package' | 'source';
  readonly min_version: string;
  /** Exactly this version; otherwise the repository's newest. */
  readonly version?: string;
  readonly source?: SourceArchive;
}

/** A release tarball of keepalived; `path` is on the control machine, `~` expanded. */
export type SourceArchive = ({ readonly url: string } | { readonly path: string }) & {
  readonly version: string;
  /** 64 hexadecimal digits, lower case. */
  readonly sha256: string;
};

/** Who is told of a change; log and state file are always written. */
export interface NotifySettings {
  readonly email: readonly string[];
  readonly from?: string;
  /** `host` or `host:port`. */
  readonly smtp_server?: string;
  readonly smtp_connect_timeout: number;
  readonly smtp_helo_name?: string;
  /** Whether changes are mailed at all; false without `email`. */
  readonly smtp_alert: boolean;
  readonly email_faults: boolean;
}

export interface CloudSettings {
  readonly provider: 'tencent';
  readonly region: string;
  readonly vpc_id?: string;
  readonly subnet_id?: string;
  /** An existing HAVIP; otherwise `name` is looked up, and created where missing. */
  readonly havip_id?: string;
  readonly name?: string;
  /** Nobody but the members may announce the HAVIP. */
  readonly limit_range?: boolean;
  /** Other than the provider's own, for tests and private clouds. */
  readonly endpoint?: string;
}

export type DrillName = (typeof DRILLS)[number];

export interface VerifySettings {
  /** Name of the host that probes. */
  readonly witness?: string;
  readonly interval: number;
  readonly max_interruption: number;
  readonly drills: readonly DrillName[];
  /** Probed behind the address besides ping; `http` is a URL or a path. */
  readonly service?: { readonly tcp: number } | { readonly http: string };
  /** So many idle and as many busy connections to the service are kept through the address during drills. */
  readonly connections: number;
}
