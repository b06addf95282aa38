import type { UndoTarget } from '../../run/unit/policy.ts';
import { type ClusterState, stateOf } from '../cluster/state/cluster-state.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { handOver } from '../handover/hand-over-address.ts';
import { reloads, stoodApart } from './undo-effect.ts';

/**
 * Of what was made apart, the one machine that was not stopped for it goes back by a reload, and has the address
 * meanwhile. Where it has moved to another one since, which would have to start anew and wait for an election of its own,
 * it is handed to that one first: all still understand each other.
 */
export async function handToStayer(
  run: ClusterRun,
  targets: readonly UndoTarget[],
  states: readonly ClusterState[],
): Promise<readonly ClusterState[]> {
  const stayer = stayerFor(targets, states);
  const holder = targets.find(({ host }) => states[0]?.holders.includes(host.name));
  if (stayer === undefined || holder === undefined) return states;
  await handOver(run, run.cluster, holder.host, stayer.host.name);
  return run.together.map(stateOf);
}

function stayerFor(
  targets: readonly UndoTarget[],
  [state, ...more]: readonly ClusterState[],
): UndoTarget | undefined {
  // Of several clusters of the same machines, another one may be where it should be.
  if (state === undefined || more.length > 0 || state.holders.length !== 1) return undefined;
  const holder = targets.find(({ host }) => state.holders.includes(host.name));
  const [stayer, ...others] = targets.filter(reloads);
  if (holder === undefined || !stoodApart(holder) || others.length > 0) return undefined;
  const node = state.nodes.find(({ host }) => host === stayer?.host.name);
  return node?.running === true && !node.holds && node.vrrp === 'BACKUP' ? stayer : undefined;
}
