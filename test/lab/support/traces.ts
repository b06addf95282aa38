/** All that a drill may touch on a node, apart from who holds the address. */
export const TRACES = `ip -4 -o addr show | grep -v ' 172.16.16.12/'; ip route show table all | grep -v ' 172.16.16.12 '; ip -6 route
nft list ruleset; tc qdisc show dev eth0; iptables-save | sed '/^#/d; s/\\[[0-9]*:[0-9]*\\]//'; ls /run | grep -v -e systemd -e sudo -e 'havip-drill.*undone'
ls /etc/keepalived; systemctl is-active keepalived; systemctl list-units --all 'havip*'; ps ax -o stat,comm | grep keepalived | cut -c1 | tr RD SS`;

/** systemd-networkd takes the interface of a node in hand, with what else stands in its file. */
export function networkdManages(address: string, more = ''): string {
  return `mkdir -p /run/systemd/network
printf '[Match]\\nName=eth0\\n[Network]\\nAddress=${address}/20\\n${more}' >/run/systemd/network/10-netplan-eth0.network
rm /etc/systemd/system/systemd-networkd.service /etc/systemd/system/systemd-networkd.socket
systemctl daemon-reload && systemctl start systemd-networkd
until grep -Eqs '^ADMIN_STATE=(conf|failed)' /run/systemd/netif/links/*; do sleep 0.2; done`;
}

/** As it was before. */
export const NETWORKD_GONE = `systemctl stop systemd-networkd.socket systemd-networkd; rm -rf /run/systemd/network/10-netplan-eth0.network /run/systemd/netif
for unit in service socket; do ln -sf /dev/null /etc/systemd/system/systemd-networkd.$unit; done; systemctl daemon-reload`;
