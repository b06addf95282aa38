import { VRRP_GROUP } from '../../settings/parts/settle-vrrp.ts';
import type { FoundCluster } from '../found.ts';

/** Seconds between two adverts by default. */
const DEFAULT_ADVERTS = { standard: 1, fast: 0.3 } as const;

/** What `profile: fast` renders by itself, besides version 3; the first only where adverts go to each member. */
export const FAST_WORDS: readonly string[] = ['vrrp_check_unicast_src', 'vrrp_no_swap'];

/** Whether it is what `profile: fast` makes, and not version 3 alone. */
export function isFast({ members: [{ node, speaker }] }: FoundCluster): boolean {
  const [, ...always] = FAST_WORDS;
  const needed = speaker.peers === null ? always : FAST_WORDS;
  const globals = new Set(node.view.globals.map(({ words: [{ text }] }) => text));
  return speaker.version === 3 && needed.every((word) => globals.has(word));
}

/** How often adverts are sent, who may take the address back, and where it goes. */
export function router(cluster: FoundCluster): Readonly<Record<string, unknown>> {
  const { members } = cluster;
  const [{ speaker }] = members;
  const profile = isFast(cluster) ? 'fast' : 'standard';
  const interfaces = new Set(members.map((member) => member.speaker.interfaceName));
  const seconds = speaker.advertMs / 1000;
  return {
    virtual_router_id: speaker.routerId,
    ...(interfaces.size === 1 ? { interface: speaker.interfaceName } : {}),
    ...(profile === 'fast' ? { profile } : speaker.version === 3 ? { version: 3 } : {}),
    ...(seconds === DEFAULT_ADVERTS[profile] ? {} : { advert_int: seconds }),
    ...multicast(members),
    // The one with the highest priority decides: only it can take the address from one that has it.
    ...(speaker.preempts ? { preempt: true } : {}),
    ...(speaker.preempts && speaker.preemptDelayMs > 0
      ? { preempt_delay: speaker.preemptDelayMs / 1000 }
      : {}),
  };
}

/** Where all of them send to one group. */
function multicast(members: FoundCluster['members']): Readonly<Record<string, unknown>> {
  const [{ speaker }] = members;
  if (members.some((each) => each.speaker.peers !== null)) return {};
  return { multicast: speaker.group === VRRP_GROUP ? true : speaker.group };
}
