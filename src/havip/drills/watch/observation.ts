import type { Marker, VrrpState } from '../../../core/events/timeline.ts';

/** What is probed: the address by ICMP, the service behind it, or the public address that leads to it. */
export type ProbeSeries = 'address' | 'service' | 'public';

/** Something that was seen on a machine; times are milliseconds on the control machine's monotonic clock. */
export type Observation =
  | {
      readonly kind: 'answered';
      /** Default `address`. */
      readonly series?: ProbeSeries;
      readonly sequence: number;
      readonly atMs: number;
      readonly rttMs: number;
    }
  /** Not answered when the next probe went out; an answer may still come. */
  | {
      readonly kind: 'unanswered';
      readonly series?: ProbeSeries;
      readonly sequence: number;
      readonly sentMs: number;
    }
  /** Where the cloud sends the address, as of when it was asked; undefined where it did not say. Told when it has changed. */
  | { readonly kind: 'binding'; readonly node: string | null | undefined; readonly atMs: number }
  | { readonly kind: 'holding'; readonly node: string; readonly atMs: number; readonly value: boolean }
  | { readonly kind: 'vrrp'; readonly node: string; readonly atMs: number; readonly value: VrrpState }
  | { readonly kind: 'daemon'; readonly node: string; readonly atMs: number; readonly value: boolean }
  /** By how much the machine was late with what was due, for want of processor time. */
  | { readonly kind: 'late'; readonly node: string; readonly atMs: number; readonly lateMs: number }
  /** What the machine says is known up to this moment. */
  | { readonly kind: 'heard'; readonly node: string; readonly atMs: number }
  /** The card that the prober's ARP table has for the address. */
  | { readonly kind: 'card'; readonly mac: string; readonly atMs: number }
  /** The node can't be seen any more; what it does meanwhile is not known. */
  | { readonly kind: 'lost'; readonly node: string; readonly atMs: number }
  | { readonly kind: 'marker'; readonly name: Marker['name']; readonly atMs: number };

/** Where a sampler's lines go once they are understood. */
export type Observe = (observation: Observation) => void;

/** What else a sampler says: that it cannot work, or how often it may probe. */
export type SamplerNote =
  | { readonly kind: 'cannot'; readonly reason: string; readonly lastWords: string }
  | { readonly kind: 'interval'; readonly intervalMs: number };
