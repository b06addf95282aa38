import type { ClusterResult, HostResult } from '../../core/events/document.ts';
import { formatEffect } from './effect.ts';

/** How far a host or cluster has come; the last three are ends. */
export type Stage = 'waiting' | 'running' | 'ok' | 'changed' | 'failed';

/** How a host or cluster ended: its stage, and the words for it. */
export interface Ending {
  readonly stage: Stage;
  readonly text: string;
}

/** The end of a host; `reason` is the first failure that was told about it. */
export function endingOfHost(result: HostResult, reason: string | undefined): Ending {
  if (reason !== undefined || result.unreachable || result.failed > 0) {
    const verdict = result.unreachable ? 'unreachable' : 'failed';
    return { stage: 'failed', text: reason === undefined ? verdict : `${verdict}: ${reason}` };
  }
  if (result.changed > 0) return { stage: 'changed', text: `${result.changed} changed` };
  return { stage: 'ok', text: 'nothing to change' };
}

/** The end of a cluster; in a plan, what would become of its address, and no verdict on its health. */
export function endingOfCluster(result: ClusterResult): Ending {
  if (result.skipped !== undefined) return { stage: 'waiting', text: result.skipped };
  if (result.effect !== undefined) return { stage: 'ok', text: formatEffect(result.effect) };
  const passed = result.healthy && result.drills.every((drill) => drill.passed);
  return { stage: passed ? 'ok' : 'failed', text: formatHolders(result) };
}

/** Who has the address: `HAVIP-01 holds 172.16.16.12`. */
function formatHolders({ holders, addresses, unseen = [] }: ClusterResult): string {
  const address = addresses.join(', ');
  if (holders.length === 0 && unseen.length > 0) return `holder of ${address} unknown`;
  if (holders.length === 0) return `nobody holds ${address}`;
  return `${holders.join(' and ')} ${holders.length === 1 ? 'holds' : 'hold'} ${address}`;
}
