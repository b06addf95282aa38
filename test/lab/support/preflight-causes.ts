import { ADDRESS, PRIMARY, SECONDARY } from './cluster.ts';
import { NETWORKD_GONE, networkdManages } from './traces.ts';

/** What is wrong with a machine, how it becomes so, and how it was before. */
export interface Cause {
  readonly code: string;
  readonly node: string;
  /** What the other node sees of it. */
  readonly beyond?: string;
  readonly make: string;
  readonly undo: string;
}

const tmpfs = (path: string, options: string): Pick<Cause, 'make' | 'undo'> => ({
  make: `mkdir -p ${path} && mount -t tmpfs -o ${options} none ${path}`,
  undo: `umount ${path}`,
});
const sysctl = (name: string, value: number): Pick<Cause, 'make' | 'undo'> => ({
  make: `sysctl -qw net.ipv4.${name}=${value}`,
  undo: `sysctl -qw net.ipv4.${name}=0`,
});

/** Each is found beside all the others, so one look is enough for all. */
export const CAUSES: readonly Cause[] = [
  {
    code: 'error host.unit-masked',
    node: SECONDARY,
    make: 'systemctl mask --quiet keepalived 2>&1',
    undo: 'systemctl unmask --quiet keepalived 2>&1',
  },
  {
    code: 'error host.config-elsewhere',
    node: SECONDARY,
    make: `echo 'KEEPALIVED_OPTIONS="-D -f /etc/keepalived/ha.conf"' >/etc/default/keepalived`,
    undo: 'rm /etc/default/keepalived',
  },
  { code: 'error host.read-only', node: SECONDARY, ...tmpfs('/var/log/havip', 'ro') },
  { code: 'error host.disk-full', node: SECONDARY, ...tmpfs('/var/lib/havip-deploy', 'size=1m') },
  { code: 'error host.inodes-full', node: SECONDARY, ...tmpfs('/var/lib/havip', 'nr_inodes=10') },
  { code: 'error host.noexec', node: SECONDARY, ...tmpfs('/usr/libexec/keepalived', 'noexec') },
  {
    code: 'error host.immutable',
    node: SECONDARY,
    make: 'mkdir /etc/keepalived && touch /etc/keepalived/keepalived.conf && chattr +i /etc/keepalived/keepalived.conf',
    undo: 'chattr -i /etc/keepalived/keepalived.conf && rm -r /etc/keepalived',
  },
  {
    code: 'error host.static-address',
    node: SECONDARY,
    make: `mkdir -p /etc/network && echo 'up ip addr add ${ADDRESS}/32 dev eth0' >/etc/network/interfaces`,
    undo: 'rm /etc/network/interfaces',
  },
  { code: 'error host.arp-ignore', node: SECONDARY, ...sysctl('conf.all.arp_ignore', 2) },
  { code: 'warning host.proxy-arp', node: SECONDARY, ...sysctl('conf.eth0.proxy_arp', 1) },
  {
    code: 'warning host.second-interface',
    node: SECONDARY,
    make: 'ip link add eth1 type veth peer name eth1x && ip addr add 172.16.31.7/20 dev eth1 && ip link set eth1 up',
    undo: 'ip link del eth1',
  },
  {
    code: 'warning host.unattended-upgrade',
    node: SECONDARY,
    make: 'echo \'APT::Periodic::Unattended-Upgrade "1";\' >/etc/apt/apt.conf.d/20auto-upgrades',
    undo: 'rm /etc/apt/apt.conf.d/20auto-upgrades',
  },
  {
    code: 'warning host.needrestart',
    node: SECONDARY,
    make: `echo "\\$nrconf{restart} = 'a';" >/etc/needrestart/conf.d/auto.conf`,
    undo: 'rm /etc/needrestart/conf.d/auto.conf',
  },
  {
    code: 'warning host.network-manager',
    node: SECONDARY,
    // What it is not told to leave alone, it takes in hand.
    make: `nmcli -v >/dev/null && mkdir -p /run/NetworkManager/devices && read -r index </sys/class/net/eth0/ifindex && printf '[device]\\nmanaged=true\\n' >/run/NetworkManager/devices/$index`,
    undo: 'rm -r /run/NetworkManager',
  },
  {
    code: 'warning host.networkd',
    node: PRIMARY,
    make: `mkdir -p /etc/netplan && touch /etc/netplan/50-cloud-init.yaml; ${networkdManages('172.16.16.5')}`,
    undo: `${NETWORKD_GONE}; rm -r /etc/netplan`,
  },
  {
    code: 'error host.config-link',
    node: PRIMARY,
    make: 'mkdir /srv/ka && ln -s /srv/ka /etc/keepalived',
    undo: 'rm -r /srv/ka /etc/keepalived',
  },
  {
    code: 'warning host.stale-pid',
    node: PRIMARY,
    make: 'echo 1 >/run/keepalived.pid',
    undo: 'rm /run/keepalived.pid',
  },
  {
    code: 'warning host.network-service',
    node: SECONDARY,
    make: 'mkdir -p /run/network && echo eth0=eth0 >/run/network/ifstate',
    undo: 'rm -r /run/network',
  },
  {
    code: 'error host.echo-filtered',
    node: PRIMARY,
    make: 'sysctl -qw net.ipv4.icmp_echo_ignore_all=1',
    undo: 'sysctl -qw net.ipv4.icmp_echo_ignore_all=0',
  },
  {
    code: 'error host.vrrp-blocked',
    node: PRIMARY,
    beyond: 'error host.vrrp-blocked',
    make: `nft 'table ip test { chain out { type filter hook output priority 0; ip protocol 112 drop; }; }'`,
    undo: 'nft delete table ip test',
  },
  {
    code: 'warning host.dhcp-client',
    node: PRIMARY,
    // A process of that name is all that can be seen of one.
    make: `cp /bin/sleep /usr/local/bin/dhclient && { setsid /usr/local/bin/dhclient 9999 >/dev/null 2>&1 </dev/null & echo $! >/run/test.pid; }`,
    undo: 'kill $(cat /run/test.pid); rm /usr/local/bin/dhclient /run/test.pid',
  },
];

/** A pair by somebody else's hand on the witness: the same router id, and the address. */
export const STRANGER = `vrrp_instance STRANGE {
  interface eth0
  virtual_router_id 51
  priority 90
  advert_int 1
  virtual_ipaddress { ${ADDRESS}/32 }
}
`;

/** The same router id with a password, sent to both nodes; it never wins. */
export const WITH_PASSWORD = `vrrp_instance STRANGE {
  interface eth0
  virtual_router_id 51
  priority 1
  advert_int 1
  authentication {
    auth_type PASS
    auth_pass other
  }
  unicast_src_ip 172.16.16.9
  unicast_peer {
    172.16.16.5
    172.16.16.6
  }
  virtual_ipaddress { ${ADDRESS}/32 }
}
`;
