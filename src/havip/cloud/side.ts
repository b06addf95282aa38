import type { CloudProvider, FloatingAddress } from '../../cloud/provider.ts';
import type { CloudResult, TaskResult } from '../../core/events/document.ts';
import type { CloudWanted } from './plan/wanted.ts';
import type { CloudSeen } from './seen.ts';

/** The cloud's side of one cluster during a run. */
export interface CloudSide {
  readonly provider: CloudProvider;
  readonly wanted: CloudWanted;
  /** As last read; the members only once the machines' own addresses are known. */
  seen: CloudSeen;
  /** The cluster's floating address as last read; undefined while there is none. */
  address: FloatingAddress | undefined;
  readonly tasks: TaskResult[];
  /** Set at the end of the run. */
  result: CloudResult | undefined;
}
