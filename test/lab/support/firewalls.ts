/** A firewall that only lets answers, SSH and echo in, as people set it up. */
export interface Firewall {
  readonly name: string;
  readonly start: string;
  readonly stop: string;
  /** What is in force, and what a reboot or a reload would bring. */
  readonly show: string;
  /** What the advice of the preflight has to name. */
  readonly hint: string;
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
  },
} as const satisfies Readonly<Record<string, Firewall>>;
