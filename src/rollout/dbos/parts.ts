import type { UnitWork } from '../context.ts';
import type { Sdk } from './sdk.ts';
import type { Overview } from './store/overview.ts';
import type { Store } from './store/store.ts';
import type { Submissions } from './store/submissions.ts';

/** What workflows are made of. */
export interface DbosParts {
  readonly sdk: Sdk;
  readonly store: Store;
  readonly submissions: Submissions;
  readonly overview: Overview;
  readonly work: UnitWork;
  /** Aborted when this process begins nothing new. */
  readonly signal: AbortSignal;
}
