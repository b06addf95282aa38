import type { Cluster } from '../../inventory/types.ts';
import type { PlannedHost } from '../../run/unit/policy.ts';
import { AS_NEW_BACKUP, deafness } from '../agreement/hears.ts';
import type { Speaker } from '../agreement/speaker.ts';
import { memberChanges } from './members.ts';

/** A machine that its peers would no longer understand, and why. */
export interface Misunderstood {
  readonly host: string;
  readonly why: string;
}

/**
 * Whether a change of some members only would cut them off from those that stay as they are. Those are not
 * read, so they are taken to speak as the changed ones did.
 */
export function misunderstoodBy(
  cluster: Cluster,
  planned: readonly PlannedHost[],
): Misunderstood | undefined {
  for (const { host, before, after } of memberChanges(cluster, planned) ?? []) {
    if (before === undefined || after === undefined) continue;
    for (const peer of peersAsBefore(before)) {
      const why = newDeafness({ before, after }, peer);
      if (why !== undefined) return { host, why };
    }
  }
  return undefined;
}

function newDeafness(
  { before, after }: { readonly before: Speaker; readonly after: Speaker },
  peer: Speaker,
): string | undefined {
  const heard = (own: Speaker) => deafness(own, peer, AS_NEW_BACKUP) ?? deafness(peer, own, AS_NEW_BACKUP);
  return heard(before) === undefined ? heard(after) : undefined;
}

/** What they are called in a sentence. */
const OTHERS = 'the others';

function peersAsBefore(before: Speaker): readonly Speaker[] {
  if (before.peers === null) return [{ ...before, host: OTHERS, source: '' }];
  const own = { address: before.source, minTtl: 0, maxTtl: 255 };
  return before.peers.map(({ address }) => ({ ...before, host: OTHERS, source: address, peers: [own] }));
}
