import type { Clock } from '../core/clock.ts';
import type { Pace } from './pace.ts';

/** How one cloud is reached: the part of `havip.cloud` that a provider needs. */
export interface CloudConnection {
  readonly provider: 'tencent';
  readonly region: string;
  /** A URL that stands for all services of the cloud, instead of the provider's own. */
  readonly endpoint?: string;
}

/** What a provider needs of the world. */
export interface CloudDeps {
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Resolves after so many milliseconds, and at once when `signal` is aborted; never rejects. */
  readonly sleep: (ms: number) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** One for all providers of a run, since a cloud counts requests for each account. */
  readonly pace: Pace;
  /** Once it is aborted, no request is repeated and nothing is waited for any longer. */
  readonly signal: AbortSignal;
  /** Longest time for one request, in milliseconds. */
  readonly timeoutMs?: number;
}
