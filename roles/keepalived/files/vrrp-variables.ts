import { type HavipSettings, type Placement, RAW_BEGIN, RAW_END, VRRP_GROUP } from 'havip-deploy';

type Placing = HavipSettings['vrrp']['excluded'][number];

/** What the template says of VRRP beyond what every cluster has, mostly as finished lines. */
export function vrrpVariables(
  { addresses, vrrp, raw }: HavipSettings,
  { privateIp }: Pick<Placement['member'], 'privateIp'>,
  peers: readonly string[],
) {
  const { garp_master_delay, garp_master_refresh, garp_interval, gna_interval, ...bursts } = vrrp.garp;
  return {
    addresses: addresses.map((address) => entryOf({ ...vrrp.placing[address], address })),
    excluded: vrrp.excluded.map(entryOf),
    routes: vrrp.routes,
    rules: vrrp.rules,
    multicast: vrrp.group !== undefined,
    // Where the inventory says none, keepalived takes the first of the interface.
    mcast_src_ip: privateIp,
    peers: peers.map((address) => `${address}${hopsOf(vrrp)}`),
    garp_master_delay,
    garp_master_refresh,
    vrrp_global: [
      ...(vrrp.group === undefined || vrrp.group === VRRP_GROUP ? [] : [`vrrp_mcast_group4 ${vrrp.group}`]),
      ...settings({
        vrrp_startup_delay: vrrp.startup_delay,
        vrrp_garp_interval: garp_interval,
        vrrp_gna_interval: gna_interval,
      }),
    ],
    vrrp_instance: [
      ...settings({
        preempt_delay: vrrp.preempt_delay,
        down_timer_adverts: vrrp.down_timer_adverts,
        unicast_ttl: vrrp.unicast_ttl,
      }),
      // Only with it are the hops of an advert looked at.
      ...(vrrp.peer_ttl === undefined ? [] : ['check_unicast_src']),
      ...settings(bursts),
    ],
    raw: {
      global_defs: linesOf(raw.global_defs?.text),
      instance: linesOf(raw.instance?.text),
      file: linesOf(raw.file?.text),
    },
    raw_begin: RAW_BEGIN,
    raw_end: RAW_END,
  };
}

function settings(values: Readonly<Record<string, number | undefined>>): readonly string[] {
  return Object.entries(values).flatMap(([keyword, value]) =>
    value === undefined ? [] : [`${keyword} ${value}`],
  );
}

/** `172.16.16.12/24 dev eth1 label eth1:vip`; an address of which nothing is said stands alone. */
function entryOf({ address, prefix, brd, dev, scope, label, no_track, noprefixroute }: Placing): string {
  const options = Object.entries({ brd, dev, scope, label });
  return [
    prefix === undefined ? address : `${address}/${prefix}`,
    ...options.flatMap(([word, value]) => (value === undefined ? [] : [word, value])),
    ...(no_track === true ? ['no_track'] : []),
    ...(noprefixroute === true ? ['noprefixroute'] : []),
  ].join(' ');
}

function hopsOf({ peer_ttl: taken }: HavipSettings['vrrp']): string {
  return taken === undefined ? '' : ` min_ttl ${taken.min} max_ttl ${taken.max}`;
}

function linesOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split('\n');
}
