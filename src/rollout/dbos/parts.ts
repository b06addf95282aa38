import type { UnitWork } from '../context.ts';
import type { Sdk } from './sdk.ts';
import type { Store } from './store.ts';

/** What workflows are made of. */
export interface DbosParts {
  readonly sdk: Sdk;
  readonly store: Store;
  readonly work: UnitWork;
  /** Aborted when this process begins nothing new. */
  readonly signal: AbortSignal;
}
