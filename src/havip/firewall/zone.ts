import type { Packet, Table } from './model.ts';

/** The chains by which firewalld sends packets to their zone, those by source first, with nftables and with iptables. */
const SORTING = /^(?:filter_)?INPUT_ZONES_SOURCE$/;
const SORTING_LAST = /^(?:filter_)?INPUT_ZONES$/;

/**
 * The zone of firewalld whose rules a packet meets: by its source where a zone has that, else by its interface. A rule
 * in another zone is never asked. Undefined where no table tells.
 */
export function zoneOf(tables: readonly Table[], packet: Packet): string | undefined {
  const chains = tables.flatMap((table) => [...table.chains]);
  const sorting = [SORTING, SORTING_LAST].flatMap((name) => chains.filter(([chain]) => name.test(chain)));
  for (const rule of sorting.flatMap(([, { rules }]) => rules)) {
    const { matches, action } = rule.decide(packet);
    const zone =
      'chain' in action ? /^(?:filter_)?IN_(?:ZONE_)?([\w-]+)$/.exec(action.chain)?.[1] : undefined;
    if (matches === true && zone !== undefined) return zone;
  }
  return undefined;
}
