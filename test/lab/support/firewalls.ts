/** A firewall that only lets answers, SSH and echo in, as people set it up. */
export interface Firewall {
  readonly name: string;
  readonly start: string;
  readonly stop: string;
  /** What is in force, and what a reboot or a reload would bring. */
  readonly show: string;
  /** What the advice of the preflight has to name. */
  readonly hint: string;
  /** Takes away what is there for good, and leaves what is in force. */
  readonly forget?: string;
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

const IPTABLES = `*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -i lo -j ACCEPT
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -p icmp -j ACCEPT
COMMIT
`;

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
    start: 'systemctl start firewalld',
    stop: 'systemctl stop firewalld',
    show: 'for when in "" --permanent; do firewall-cmd $when --list-all; done',
    hint: 'firewall-cmd --permanent',
    forget: `firewall-cmd -q --permanent --remove-rich-rule='rule family=ipv4 source address=172.16.16.5 protocol value=vrrp accept'`,
  },
  iptables: {
    name: 'iptables',
    start: `mkdir -p /etc/iptables && cat >/etc/iptables/rules.v4 <<'END'\n${IPTABLES}END\nsystemctl restart netfilter-persistent`,
    stop: 'rm /etc/iptables/rules.v4; iptables -P INPUT ACCEPT; iptables -F; systemctl stop netfilter-persistent',
    show: `iptables-save | ${WITHOUT_COUNTERS}; cat /etc/iptables/rules.v4`,
    hint: 'iptables -I INPUT -p 112',
  },
  ufw: {
    name: 'ufw',
    start: 'ufw allow 22/tcp >/dev/null && ufw --force enable >/dev/null',
    stop: 'ufw --force disable >/dev/null',
    show: 'ufw status; grep -h "^-A" /etc/ufw/user.rules',
    hint: 'ufw allow in on eth0 proto vrrp',
  },
} as const satisfies Readonly<Record<string, Firewall>>;
