import type { ReplaceConfig } from '../../api/types.ts';
import { notGivenUp } from '../takeover/losses/given-up.ts';
import type { Loss } from '../takeover/losses/loss.ts';
import type { Comparison } from './compare/compare.ts';
import type { Difference } from './compare/difference.ts';
import type { FoundCluster, FoundNode } from './found.ts';

/** What is kept whole, and what keeps it from being a cluster. */
export type Whole = ReadonlyMap<FoundNode, readonly Loss[]>;

/** A cluster with what the comparison of its machines has come to. */
export interface Judged {
  readonly found: FoundCluster;
  readonly comparisons: readonly Comparison[];
}

/**
 * The machines of clusters that an inventory could only give as something else, and those that share one with them.
 * @param leftOut what is dropped on purpose, by names as they are told
 */
export function keptWhole(judged: readonly Judged[], leftOut: ReplaceConfig): Whole {
  const lost = new Map<FoundNode, readonly Loss[]>();
  for (const { found, comparisons } of judged) {
    for (const { node } of found.members) {
      const own = comparisons.filter(({ host }) => host === node.name);
      const losses = own.flatMap((each) => [
        ...each.losses.filter(({ name }) => OF_THE_PAIR.test(name)),
        ...each.differences.flatMap(refusedSetting),
      ]);
      const open = notGivenUp(losses, leftOut);
      if (open.length > 0) lost.set(node, [...(lost.get(node) ?? []), ...open]);
    }
  }
  let whole = new Set(lost.keys());
  for (;;) {
    const tied = judged.filter(({ found }) => found.members.some(({ node }) => whole.has(node)));
    const all = new Set(tied.flatMap(({ found }) => found.members.map(({ node }) => node)));
    if (all.size === whole.size) break;
    whole = all;
  }
  return new Map([...whole].map((node) => [node, lost.get(node) ?? []]));
}

/** Settings that an inventory refuses, and that pairs work with. */
const REFUSED: readonly (readonly [key: RegExp, found: RegExp])[] = [
  [/^instance auth_type$/, /\bAH$/],
  [/^instance (?:strict_mode|no_accept)$/, /./],
  [/^(?:check|track_\w+) weight/, /\breverse\b/],
  // Of all peers alike, and as they send: those are `peer_ttl`.
  [/^instance unicast_peer /, /\b(?:min|max)_ttl\b/],
];

function refusedSetting({ key, found = '', rendered, effect, place }: Difference): readonly Loss[] {
  const isRefused = REFUSED.some(([about, text]) => about.test(key) && text.test(found));
  if (!isRefused || place === undefined || effect.startsWith('none')) return [];
  const does = rendered === undefined ? effect : `would become ${rendered}: ${effect}`;
  // By its limits: a name without an address is that of all peers.
  return [{ name: found.replace(/^unicast_peer: \S+ /, 'unicast_peer '), does, place }];
}

/**
 * What an inventory refuses or has no words for, by the names of the losses: with it goes what the pair is. Anything
 * else, such as what nobody knows or the linter rejects, is told and left out.
 */
const OF_THE_PAIR = new RegExp(
  `^(?:${[
    ...['use_vmac', 'use_vmac_addr', 'use_ipvlan', 'no_virtual_ipaddress', 'track_src_ip'],
    ...['auth_hmac', 'net_namespace', 'net_namespace_ipvs', 'instance', 'use_pid_dir'],
    ...['(?:vrrp_|lvs_)?notify_fifo', '(?:vrrp_|lvs_)?notify_fifo_script', 'static_rules'],
    ...['vrrp_instance', 'vrrp_sync_group'],
  ].join('|')})(?: |$)`,
);
