import { quote } from '../../../core/programs/shell.ts';
import { NOT_POSSIBLE } from '../programs/failure.ts';
import { putBackNetwork, saveNetwork } from '../programs/saved-network.ts';
import type { Scenario } from '../scenario.ts';

/**
 * Whoever manages the holder's interface takes its settings up anew, as a change of them or an upgrade does:
 * NetworkManager activates the connection, networkd or the distribution's own service restarts. The address
 * stays, or moves once, or is away for as long as that takes.
 */
export const netreload: Scenario = {
  name: 'netreload',
  activity: 'restarting the network service',
  mayStay: true,
  watchMs: ({ masterDownMs }) => masterDownMs + 2_000,
  cause: ({ interface: name, addresses }) => `interface=${quote(name)}
active() { systemctl is-active --quiet "$1"; }
${saveNetwork}
ip -o -4 addr show dev "$interface" | grep -vF ${addresses.map((address) => `-e ${quote(` ${address}/`)}`).join(' ')} |
  sed -n 's/.* inet \\([^ ]*\\) .*/-4 addr replace \\1/p' >>"$drill.saved"
read -r index <"/sys/class/net/$interface/ifindex"
if active NetworkManager && grep -q '^managed=true' "/run/NetworkManager/devices/$index" 2>/dev/null; then
  connection=$(nmcli -g GENERAL.CONNECTION device show "$interface") && nmcli connection up "$connection" >/dev/null
elif active systemd-networkd && grep -Eq '^ADMIN_STATE=(configured|configuring|failed)$' "/run/systemd/netif/links/$index" 2>/dev/null; then
  systemctl restart systemd-networkd
elif active networking; then systemctl restart networking
elif active network; then systemctl restart network
else
  echo "nobody manages $interface here: no NetworkManager, no systemd-networkd, no networking or network service" >&2
  exit ${NOT_POSSIBLE}
fi`,
  restore: ({ interface: name }) => `interface=${quote(name)}
${putBackNetwork}`,
};
