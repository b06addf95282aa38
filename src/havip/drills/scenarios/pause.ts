import { quote } from '../../../core/programs/shell.ts';
import { NOT_POSSIBLE } from '../programs/failure.ts';
import type { Scenario, ScenarioContext } from '../scenario.ts';

const TABLE = 'havip_pause';

/** From the order to the failure, so that the order's answer is on its way before. */
const LEAD_MS = 200;

/** Classic BPF for tc: every packet is dropped. */
const DROP_ALL = '1,6 0 0 2';

/**
 * What a snapshot or a migration does to a machine, as its network sees it: nothing comes and nothing answers,
 * ARP included, and then it is back, still taking itself for the master. A machine cannot stop itself and
 * start again, so keepalived is stopped where it stands and the interface is cut off in the same moment.
 */
export const pause: Scenario = {
  name: 'pause',
  activity: 'pausing the machine',
  staysMaster: true,
  cutOff: 'until-undone',
  leadMs: LEAD_MS,
  recoverMs: () => 5_000,
  cause,
  restore,
};

function cause({ interface: name }: ScenarioContext): string {
  const chain = (hook: string) =>
    `chain ${hook} { type filter hook ${hook} device "${name}" priority -500; policy drop; }`;
  return `interface=${quote(name)}
ip link show dev "$interface" >/dev/null || exit
signal_daemon 0 || { echo 'keepalived does not run' >&2; exit 1; }
(umask 077 && cat >"$drill.rules") <<'RULES' || exit
table netdev ${TABLE} {
${chain('ingress')}
${chain('egress')}
}
RULES
by=''
if nft -c -f "$drill.rules" 2>/dev/null; then by=nft
elif tc qdisc show dev "$interface" 2>/dev/null | grep -q clsact; then :
elif tc qdisc add dev "$interface" clsact 2>/dev/null; then by=tc; echo "$interface" >"$drill.tc"
fi
[ -n "$by" ] || { echo 'neither nft (with an egress hook) nor tc can cut the interface off' >&2; exit ${NOT_POSSIBLE}; }
# What cuts the connection must not wait for it, nor end with it.
setsid sh -c 'sleep "$1"; by=$2 interface=$3 rules=$4; shift 4
kill -s STOP "$@"
if [ "$by" = nft ]; then nft -f "$rules"; else
  for way in ingress egress; do tc filter add dev "$interface" "$way" pref 1 protocol all bpf da bytecode "${DROP_ALL}"; done
fi' sh ${LEAD_MS / 1000} "$by" "$interface" "$drill.rules" $daemons </dev/null >/dev/null 2>&1 &`;
}

function restore(): string {
  return `nft delete table netdev ${TABLE} 2>/dev/null
if { read -r interface <"$drill.tc"; } 2>/dev/null; then tc qdisc del dev "$interface" clsact 2>/dev/null; fi
signal_daemon CONT || service_start
! nft list table netdev ${TABLE} >/dev/null 2>&1`;
}
