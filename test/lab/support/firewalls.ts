import type { PackageSet } from './extra-packages.ts';

/** A firewall that only lets answers, SSH and echo in, as people set it up. */
export interface Firewall {
  readonly name: string;
  readonly start: string;
  readonly stop: string;
  /** What is in force, and what a reboot or a reload would bring. */
  readonly show: string;
  /** What the advice of the preflight has to name. */
  readonly hint: string;
  /** What brings it, where the image lacks it. */
  readonly packages?: PackageSet;
}

const NFTABLES = `flush ruleset
table inet filter {
chain input {
type filter hook input priority 0; policy drop;
ct state established,related accept
iifname lo accept
tcp dport 22 accept
ip protocol icmp accept
}
}
`;

const UFW = `sed -i 's/^IPV6=.*/IPV6=no/' /etc/default/ufw
ufw default deny incoming; ufw allow 22/tcp; ufw --force enable`;

const WITHOUT_COUNTERS = "sed -e 's/packets [0-9]* bytes [0-9]*//; s/\\[[0-9]*:[0-9]*\\]//; /^#/d'";

export const FIREWALLS = {
  nftables: {
    name: 'nftables',
    start: `cat >/etc/nftables.conf <<'END'\n${NFTABLES}END\nsystemctl enable --quiet --now nftables`,
    stop: 'systemctl disable --quiet --now nftables; nft flush ruleset',
    show: `nft list ruleset | ${WITHOUT_COUNTERS}; cat /etc/nftables.conf /etc/havip-deploy.nft 2>/dev/null; true`,
    hint: 'ip protocol 112',
  },
  firewalld: {
    name: 'firewalld',
    packages: 'wild',
    start: 'systemctl start firewalld',
    stop: 'systemctl stop firewalld',
    show: 'for when in "" --permanent; do firewall-cmd $when --list-all; done',
    hint: 'firewall-cmd --permanent',
  },
  iptables: {
    name: 'iptables',
    packages: 'iptables',
    start: `mkdir -p /etc/iptables; cat >/etc/iptables/rules.v4 <<'END'
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -i lo -j ACCEPT
-A INPUT -p tcp --dport 22 -j ACCEPT
-A INPUT -p icmp -j ACCEPT
COMMIT
END
systemctl restart netfilter-persistent`,
    stop: 'systemctl stop netfilter-persistent; rm /etc/iptables/rules.v4; iptables -P INPUT ACCEPT; iptables -F',
    // Saved rules name the protocol by its number.
    show: `{ iptables -S; cat /etc/iptables/rules.v4; } | sed 's/-p 112/-p vrrp/'`,
    hint: 'iptables -I INPUT -p 112',
  },
  ufw: {
    name: 'ufw',
    packages: 'ufw',
    start: UFW,
    stop: 'ufw disable; ufw --force reset; nft flush ruleset',
    show: `ufw reload >/dev/null; ufw status; iptables -S | grep -e '-p vrrp' || true`,
    hint: 'ufw prepend allow in on eth0 proto vrrp',
  },
  /** Before 0.36.2, as Ubuntu 22.04 and Debian 11 have it: without a word for the protocol. */
  oldUfw: {
    name: 'ufw',
    packages: 'ufw',
    start: `sed -i 's/, "vrrp"//' /usr/lib/python3/dist-packages/ufw/util.py\n${UFW}`,
    stop: 'ufw disable; ufw --force reset; nft flush ruleset',
    show: `ufw reload >/dev/null; iptables -S | grep -e '-p vrrp' || true`,
    hint: 'havip.firewall: manage',
  },
} as const satisfies Readonly<Record<string, Firewall>>;
