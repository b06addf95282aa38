import type { UnitWork } from '../context.ts';
import type { Overview } from './overview.ts';
import type { Sdk } from './sdk.ts';
import type { Store } from './store.ts';
import type { Submissions } from './submissions.ts';

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
