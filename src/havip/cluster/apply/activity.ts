import type { Host } from '../../../inventory/types.ts';
import type { ClusterRun } from '../../cluster-run.ts';

/** What is said of a node whose changes are made. */
export const AS_IT_SHOULD_BE = 'as it should be';

/** Tells people what goes on on a node. */
export function activity(run: ClusterRun, host: Host, text: string): void {
  run.deps.onEvent({ type: 'host-activity', host: host.name, activity: text });
}
