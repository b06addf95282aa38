import type { Place } from '../../../core/problem.ts';

/** How keepalived puts an address on a card, where that is said. */
export interface Placing {
  readonly prefix?: number;
  readonly brd?: string;
  readonly dev?: string;
  readonly scope?: string;
  readonly label?: string;
  readonly no_track?: boolean;
  readonly noprefixroute?: boolean;
}

/** What keepalived is told of VRRP beyond what every cluster needs; seconds, as in keepalived.conf. */
export interface VrrpSettings {
  /** By the address, for those of `havip.addresses` of which something is said. */
  readonly placing: Readonly<Record<string, Placing>>;
  readonly excluded: readonly (Placing & { readonly address: string })[];
  readonly routes: readonly string[];
  readonly rules: readonly string[];
  readonly version: 2 | 3;
  readonly down_timer_adverts?: number;
  readonly preempt_delay?: number;
  readonly startup_delay?: number;
  /** The group that adverts go to; undefined where they go to each member. */
  readonly group?: string;
  readonly unicast_ttl?: number;
  readonly peer_ttl?: { readonly min: number; readonly max: number };
  readonly garp: GarpSettings;
}

export interface GarpSettings {
  readonly garp_master_delay: number;
  readonly garp_master_refresh: number;
  readonly garp_master_repeat?: number;
  readonly garp_master_refresh_repeat?: number;
  readonly garp_lower_prio_delay?: number;
  readonly garp_lower_prio_repeat?: number;
  readonly garp_interval?: number;
  readonly gna_interval?: number;
}

/** Where keepalived's own words may stand. */
export const RAW_PLACES = ['global_defs', 'instance', 'file'] as const;
export type RawPlace = (typeof RAW_PLACES)[number];

export type RawSettings = { readonly [where in RawPlace]?: RawText };

export interface RawText {
  readonly text: string;
  /** Where its first line stands in the inventory; undefined for extra vars. */
  readonly place?: Place;
}
