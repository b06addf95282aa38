import { VRRP_GROUP } from '../../settings/parts/settle-vrrp.ts';
import type { FoundCluster } from '../found.ts';

/** Seconds between two adverts by default. */
const DEFAULT_ADVERTS = { 2: 1, 3: 0.3 } as const;

/** How often adverts are sent, who may take the address back, and where it goes. */
export function router({ members }: FoundCluster): Readonly<Record<string, unknown>> {
  const [{ speaker }] = members;
  const interfaces = new Set(members.map((member) => member.speaker.interfaceName));
  const seconds = speaker.advertMs / 1000;
  return {
    virtual_router_id: speaker.routerId,
    ...(interfaces.size === 1 ? { interface: speaker.interfaceName } : {}),
    ...(speaker.version === 3 ? { profile: 'fast' } : {}),
    ...(seconds === DEFAULT_ADVERTS[speaker.version] ? {} : { advert_int: seconds }),
    ...multicast(members),
    // The one with the highest priority decides: only it can take the address from one that has it.
    ...(speaker.preempts ? { preempt: true } : {}),
  };
}

/** Where all of them send to one group. */
function multicast(members: FoundCluster['members']): Readonly<Record<string, unknown>> {
  const [{ speaker }] = members;
  if (members.some((each) => each.speaker.peers !== null)) return {};
  return { multicast: speaker.group === VRRP_GROUP ? true : speaker.group };
}
