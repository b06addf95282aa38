import type { ParsedHavip } from '../havip-schema.ts';
import { defined } from './defined.ts';
import { type Placing, RAW_PLACES, type RawSettings, type VrrpSettings } from './vrrp-types.ts';

/** The guide's: a second burst after a second, and a refresh every five. */
const [GARP_DELAY, GARP_REFRESH] = [1, 5];

/** VRRP's own group. */
export const VRRP_GROUP = '224.0.0.18';

type Entry = NonNullable<ParsedHavip['excluded_addresses']>[number];

export function settleVrrp(parsed: ParsedHavip): VrrpSettings {
  const { addresses = [], excluded_addresses: excluded = [], virtual_routes, virtual_rules } = parsed;
  const { down_timer_adverts, preempt_delay, startup_delay, unicast_ttl, peer_ttl } = parsed;
  const alone = { down_timer_adverts, preempt_delay, startup_delay, unicast_ttl, peer_ttl };
  return {
    placing: Object.fromEntries(addresses.map((each) => [each.address, placingOf(each)])),
    excluded: excluded.map((each) => ({ address: each.address, ...placingOf(each) })),
    routes: virtual_routes ?? [],
    rules: virtual_rules ?? [],
    version: versionOf(parsed),
    ...defined({ ...alone, group: groupOf(parsed) }),
    garp: {
      garp_master_delay: parsed.garp_master_delay ?? GARP_DELAY,
      garp_master_refresh: parsed.garp_master_refresh ?? GARP_REFRESH,
      ...defined({
        garp_master_repeat: parsed.garp_master_repeat,
        garp_master_refresh_repeat: parsed.garp_master_refresh_repeat,
        garp_lower_prio_delay: parsed.garp_lower_prio_delay,
        garp_lower_prio_repeat: parsed.garp_lower_prio_repeat,
        garp_interval: parsed.garp_interval,
        gna_interval: parsed.gna_interval,
      }),
    },
  };
}

/** Of VRRP: what is said, or the profile's. */
export function versionOf({ version, profile }: ParsedHavip): 2 | 3 {
  return (version ?? (profile === 'fast' ? 3 : 2)) === 3 ? 3 : 2;
}

/** Where adverts go that are not for each member by itself. */
export function groupOf({ multicast }: ParsedHavip): string | undefined {
  if (multicast === undefined || multicast === false) return undefined;
  return multicast === true ? VRRP_GROUP : multicast;
}

function placingOf({ prefix, brd, dev, scope, label, no_track, noprefixroute }: Entry): Placing {
  return defined({ prefix, brd, dev, scope, label, no_track, noprefixroute });
}

/** Without places, which the inventory's files know. */
export function settleRaw({ raw }: ParsedHavip): RawSettings {
  return Object.fromEntries(
    RAW_PLACES.flatMap((where) => {
      const text = raw?.[where];
      return text === undefined ? [] : [[where, { text: text.trimEnd() }] as const];
    }),
  );
}
