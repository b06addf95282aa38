import type { UndoneHost, UndoTarget } from '../../run/unit/policy.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { afterHandOver } from '../handover/hand-over-address.ts';
import { undoCluster } from './undo-cluster.ts';
import { restarts } from './undo-effect.ts';

/**
 * Takes journals of a cluster back. Where somebody asked for it, the cluster is well: a holder that has to
 * start again for it hands the address over first, and that is measured.
 */
export function takeBack(
  run: ClusterRun,
  targets: readonly UndoTarget[],
  why: 'failed' | 'asked',
): Promise<UndoneHost[]> {
  if (why === 'failed') return undoCluster(run, targets, why);
  const names = targets.map(({ host }) => host.name);
  return undoCluster(run, targets, why, (target, undo) => {
    // A node that came with the change goes with it, and runs no keepalived by then.
    const others = names.filter((name) => name !== target.host.name);
    return restarts(target) ? afterHandOver(run, target.host, undo, others) : undo();
  });
}
