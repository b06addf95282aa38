/** What keepalived says that a node is; `unknown` where no notify script records it. */
export type VrrpState = 'INIT' | 'BACKUP' | 'MASTER' | 'FAULT' | 'STOP' | 'unknown';

/** One probe; all times of a timeline are milliseconds on the control machine's monotonic clock. */
export interface ProbeSample {
  readonly sequence: number;
  /** When the answer came; of a lost probe, when it was sent. */
  readonly atMs: number;
  /** Null when it was lost. */
  readonly rttMs: number | null;
}

/** A change, or the first sight, of something that lasts until the next. */
export interface Change<T> {
  readonly atMs: number;
  readonly node: string;
  readonly value: T;
}

/** What the cloud says of the address, as of when it was asked. */
export interface CloudBindingChange {
  readonly atMs: number;
  /** Undefined while the cloud does not answer. */
  readonly node: string | null | undefined;
}

/** A moment that a person wants to find again. */
export interface Marker {
  readonly atMs: number;
  readonly name: 'begun' | 'caused' | 'cause-done' | 'restore-begun' | 'restored' | 'ended';
}

/** How well a machine's clock is known. */
export interface ClockEstimate {
  readonly machine: string;
  /** Its stamps are at most this much later than the truth on this timeline, and never earlier. */
  readonly uncertaintyMs: number;
}

/** All that was seen during one drill, on one clock, in order of time. */
export interface Timeline {
  readonly probes: readonly ProbeSample[];
  /** Probes of the service behind the address, by the same machine; only where `verify.service` is set. */
  readonly service?: readonly ProbeSample[];
  /** Probes of the public address from the control machine; only where there is one. */
  readonly public?: readonly ProbeSample[];
  /** Who probed. */
  readonly prober: string;
  /** Between two probes of the address, in milliseconds; timelines of earlier releases do not tell. */
  readonly intervalMs?: number;
  /** Whether each node had the address; the first entry of a node is its state at the beginning. */
  readonly holding: readonly Change<boolean>[];
  readonly vrrp: readonly Change<VrrpState>[];
  /** Whether keepalived ran. */
  readonly daemon: readonly Change<boolean>[];
  /** Which node the cloud sends the address to; null for none of them. Empty where no cloud is asked. */
  readonly binding: readonly CloudBindingChange[];
  readonly markers: readonly Marker[];
  readonly clocks: readonly ClockEstimate[];
}

/** One of which nothing was seen. */
export const NOTHING_SEEN: Timeline = {
  prober: '',
  probes: [],
  holding: [],
  vrrp: [],
  daemon: [],
  binding: [],
  markers: [],
  clocks: [],
};
