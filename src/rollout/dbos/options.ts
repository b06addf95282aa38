import type { UnitWork } from '../context.ts';
import type { Caps } from '../plan.ts';
import type { Sdk } from './sdk.ts';

/** What a worker is made of. */
export interface DbosOptions {
  readonly sdk: Sdk;
  /** `postgres://…`, with the TLS options of libpq. */
  readonly url: string;
  readonly work: UnitWork;
  readonly caps?: Caps;
  /** It works on units of this group alone. */
  readonly region?: string;
  /** `user@machine`, for who looks which workers there are. */
  readonly owner?: string;
  /** Of this program: work is gone on with by the same one only. */
  readonly version: string;
  /** What a person should know of the worker. */
  readonly tell?: (text: string) => void;
}
