import { quote } from '../../../core/programs/shell.ts';
import type { ScenarioContext } from '../scenario.ts';
import { NOT_POSSIBLE } from './failure.ts';
import { isolationFilter } from './isolation-filter.ts';

const TABLE = 'havip_drill';
const CHAIN = 'HAVIP_DRILL';
const TC_PLACE = 'pref 1 protocol all';

/**
 * Cuts VRRP and the addresses off, by the first means that the machine has. keepalived sends gratuitous ARP
 * through a packet socket, past everything that iptables and arptables see; only nft's egress hook (Linux
 * 5.16) and tc's catch that. Where neither is there, a line `note …` says what goes on.
 */
export function cutOffProgram(context: ScenarioContext): string {
  const filter = quote(isolationFilter(context.addresses));
  return `interface=${quote(context.interface)}
addresses=${quote(context.addresses.join(' '))}
by_nft() {
  nft -f - 2>/dev/null <<'RULES'
${nftRules(context)}
RULES
}
by_tc() {
  tc qdisc show dev "$interface" 2>/dev/null | grep -q clsact && return 1
  tc qdisc add dev "$interface" clsact 2>/dev/null || return 1
  echo "$interface" >"$drill.tc"
  for way in ingress egress; do
    tc filter add dev "$interface" "$way" ${TC_PLACE} bpf da bytecode ${filter} 2>/dev/null || {
      tc qdisc del dev "$interface" clsact
      return 1
    }
  done
}
by_iptables() {
  iptables -w -N ${CHAIN} && iptables -w -A ${CHAIN} -p 112 -j DROP || return 1
  for address in $addresses; do
    iptables -w -A ${CHAIN} -s "$address" -j DROP && iptables -w -A ${CHAIN} -d "$address" -j DROP || return 1
    for side in s d; do
      for way in INPUT OUTPUT; do arptables -A "$way" "-$side" "$address" -j DROP 2>/dev/null; done
    done
  done
  iptables -w -I INPUT -j ${CHAIN} && iptables -w -I OUTPUT -j ${CHAIN} || return 1
  echo 'note its gratuitous ARP goes on, because neither nft (with an egress hook) nor tc can cut it off here'
}
by_nft || by_tc || by_iptables || {
  echo 'neither nft nor tc nor iptables can cut VRRP and the address off' >&2
  exit ${NOT_POSSIBLE}
}`;
}

/** Undoes it, whichever means it was. */
export function joinProgram(context: ScenarioContext): string {
  return `addresses=${quote(context.addresses.join(' '))}
nft delete table netdev ${TABLE} 2>/dev/null
if { read -r interface <"$drill.tc"; } 2>/dev/null; then tc qdisc del dev "$interface" clsact 2>/dev/null; fi
if iptables -w -n -L ${CHAIN} >/dev/null 2>&1; then
  for way in INPUT OUTPUT; do
    iptables -w -D "$way" -j ${CHAIN} 2>/dev/null
    for address in $addresses; do
      for side in s d; do arptables -D "$way" "-$side" "$address" -j DROP 2>/dev/null; done
    done
  done
  iptables -w -F ${CHAIN} 2>/dev/null
  iptables -w -X ${CHAIN} 2>/dev/null
fi
! nft list table netdev ${TABLE} >/dev/null 2>&1 && ! iptables -w -n -L ${CHAIN} >/dev/null 2>&1`;
}

function nftRules({ interface: name, addresses }: ScenarioContext): string {
  const set = `{ ${addresses.join(', ')} }`;
  const rules = [
    'ip protocol 112 drop',
    ...['ip saddr', 'ip daddr', 'arp saddr ip', 'arp daddr ip'].map((field) => `${field} ${set} drop`),
  ];
  const chain = (hook: string) =>
    `chain ${hook} {\ntype filter hook ${hook} device "${name}" priority -500; policy accept;\n${rules.join('\n')}\n}`;
  return `table netdev ${TABLE} {\n${chain('ingress')}\n${chain('egress')}\n}`;
}
