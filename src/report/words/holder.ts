import type { ClusterResult } from '../../core/events/document.ts';

/** Who has the address, in a word; where nobody was seen with it and not every member was looked at: unknown. */
export function holderWords({ holders, skipped, unseen = [] }: ClusterResult): string {
  if (holders.length > 0) return holders.join(' + ');
  return unseen.length > 0 || skipped !== undefined ? 'unknown' : 'nobody';
}
