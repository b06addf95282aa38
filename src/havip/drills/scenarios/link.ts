import { quote } from '../../../core/shell.ts';
import type { Scenario, ScenarioContext } from '../scenario.ts';

/** From the order to the failure, so that the order's answer is on its way before. */
const LEAD_MS = 200;

/**
 * The interface is taken down, and with it as a rule the connection. The kernel drops its routes and IPv6
 * addresses then, so those that it does not make by itself are written down before and put back.
 */
export const link: Scenario = {
  name: 'link',
  activity: 'taking the interface down',
  cutOff: 'until-undone',
  leadMs: LEAD_MS,
  recoverMs: () => 5_000,
  cause: ({ interface: name }) => `interface=${quote(name)}
ip link show dev "$interface" >/dev/null || exit
{
  ip -o -6 addr show dev "$interface" scope global | grep -v -e ' dynamic ' -e ' temporary ' |
    sed -n 's/.* inet6 \\([^ ]*\\) .*/-6 addr replace \\1 nodad/p'
  for family in -4 -6; do
    ip -o "$family" route show table all dev "$interface" |
      grep -v -e '^local ' -e '^broadcast ' -e '^multicast ' -e '^anycast ' -e ' proto kernel' -e ' proto ra' |
      sed -e 's/ linkdown//; s/ dead//; s/\\\\//g' -e "s/^/$family route replace /"
  done
} >"$drill.saved" || exit
# What cuts the connection must not wait for it, nor end with it.
setsid sh -c 'sleep "$1"; ip link set dev "$2" down' sh ${LEAD_MS / 1000} "$interface" </dev/null >/dev/null 2>&1 &`,
  restore,
};

function restore({ interface: name }: ScenarioContext): string {
  return `interface=${quote(name)}
ip link set dev "$interface" up || exit
tries=0
while [ -s "$drill.saved" ] && [ "$tries" -lt 20 ]; do
  failed=0
  while read -r line; do
    # The words are to be split; a route by several gateways names its interfaces itself.
    case $line in *' nexthop '*) ip $line ;; *) ip $line dev "$interface" ;; esac || failed=1
  done <"$drill.saved"
  [ "$failed" -eq 0 ] && break
  tries=$((tries + 1))
  sleep 0.5
done`;
}
