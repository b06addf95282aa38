import { describe, expect, it } from 'vitest';
import { echoFact, scriptFoldersFact } from '../../../src/havip/preflight/facts/closer.ts';
import { daemonOptionsFact } from '../../../src/havip/preflight/facts/daemon-options.ts';
import { firewallFact } from '../../../src/havip/preflight/facts/firewall.ts';
import { kernelFact } from '../../../src/havip/preflight/facts/kernel.ts';
import { networkOwnersFact } from '../../../src/havip/preflight/facts/network-owners.ts';
import { placesFact } from '../../../src/havip/preflight/facts/places.ts';
import { processesFact } from '../../../src/havip/preflight/facts/processes.ts';
import { rejectedAdvertsFact } from '../../../src/havip/preflight/facts/rejected-adverts.ts';
import { servicesFact } from '../../../src/havip/preflight/facts/services.ts';
import { updatesFact } from '../../../src/havip/preflight/facts/updates.ts';
import { networkFact } from '../../../src/index.ts';
import { network } from '../../roles/keepalived/sample.ts';
import {
  codes,
  DROP_ALL,
  FLOATING,
  found,
  heard,
  NO_RULES,
  OWN,
  PASSES,
  PEER,
  type Printed,
  places,
  UNIT,
  WIRE,
  wireOf,
} from './machine.ts';

it('finds nothing on a machine that is well', async () => {
  expect(await codes([])).toEqual([]);
});

describe('finds by itself', () => {
  it.each<[string, string, Printed]>([
    [
      'a masked unit',
      'error host.unit-masked',
      [[servicesFact, 'Id=keepalived.service\nLoadState=masked\nUnitFileState=masked']],
    ],
    [
      '-f in the options',
      'error host.config-elsewhere',
      [[daemonOptionsFact, '/etc/sysconfig/keepalived KEEPALIVED_OPTIONS="-D -f /etc/keepalived/ha.conf"']],
    ],
    [
      '-f in the unit',
      'error host.config-elsewhere',
      [
        [
          servicesFact,
          `${UNIT}ExecStart={ path=/x ; argv[]=/usr/sbin/keepalived --use-file=/opt/k.conf ; }\n`,
        ],
      ],
    ],
    [
      'a daemon beside the unit',
      'error host.daemon-outside-unit',
      [[processesFact, 'process keepalived 9 /user.slice/session-1.scope keepalived -D']],
    ],
    [
      'a PID file of somebody else',
      'warning host.stale-pid',
      [
        [servicesFact, ''],
        [processesFact, 'pid /run/keepalived.pid 12 sshd'],
      ],
    ],
    ['a full disk', 'error host.disk-full', [[placesFact, places('free /run 10 4096 1000 1000')]]],
    ['no inodes', 'error host.inodes-full', [[placesFact, places('free /run 100000 4096 3 1000')]]],
    ['a read-only file system', 'error host.read-only', [[placesFact, places('mount /run ro,nosuid')]]],
    ['noexec', 'error host.noexec', [[placesFact, places('mount /usr/libexec rw,noexec')]]],
    [
      'an immutable file',
      'error host.immutable',
      [
        [
          placesFact,
          places('closed /etc/keepalived/keepalived.conf sh: 1: cannot create x: Operation not permitted'),
        ],
      ],
    ],
    [
      'a folder on a share that does not trust root',
      'error host.not-writable',
      [[placesFact, places('closed /etc/keepalived bash: line 1: x: Permission denied')]],
    ],
    ['a link', 'error host.config-link', [[placesFact, places('link /etc/keepalived /srv/ka')]]],
    ['a folder where the file should be', 'error host.config-odd', [[placesFact, places('odd')]]],
    [
      'a folder that others may change',
      'error host.KA073',
      [
        [
          scriptFoldersFact,
          '/ 41ed 0 0\n/usr 41ed 0 0\n/usr/libexec 41ff 0 0\n/usr/libexec/keepalived 41ed 0 0',
        ],
      ],
    ],
    [
      'a drop-in that takes Restart= back',
      'warning host.KA085',
      [[servicesFact, UNIT.replace('Restart=on-failure', 'Restart=no')]],
    ],
    [
      'rules that drop VRRP',
      'error host.vrrp-blocked',
      [[firewallFact, `${NO_RULES}*filter\n:INPUT DROP [0:0]\n-A INPUT -p icmp -j ACCEPT\n`]],
    ],
    [
      'rules that drop it on the way out',
      'error host.vrrp-blocked',
      [[firewallFact, `${NO_RULES}*filter\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -p 112 -j DROP\n`]],
    ],
    [
      'packets that do not come',
      'error host.vrrp-blocked',
      [[WIRE, heard(`peer ${PEER} -- 0 02:00:00:00:00:06`)]],
    ],
    [
      'rules that let VRRP out only as an answer',
      'error host.vrrp-blocked',
      [
        [
          firewallFact,
          `${NO_RULES}*filter\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -p 112 -m conntrack --ctstate NEW -j DROP\n`,
        ],
      ],
    ],
    [
      'packets that come only as answers',
      'error host.vrrp-blocked',
      [[WIRE, heard(`peer ${PEER} -R 1900 02:00:00:00:00:06`)]],
    ],
    ['no way to send one', 'warning host.no-test-packet', [[WIRE, 'cannot neither perl nor python is here']]],
    [
      'a stranger with the router id',
      'error host.foreign-router',
      [[WIRE, heard(PASSES, 'advert 172.16.16.99 51 100 2 1')]],
    ],
    [
      'a stranger with the address',
      'error host.address-taken',
      [[WIRE, heard(PASSES, `arp ${FLOATING} 02:00:00:00:00:99`)]],
    ],
    [
      'a member that answers for what it has not',
      'error host.address-answered',
      [[WIRE, heard(PASSES, `arp ${FLOATING} 02:00:00:00:00:06`)]],
    ],
    ['arp_ignore', 'error host.arp-ignore', [[kernelFact, 'conf/all/arp_ignore=2']]],
    ['proxy_arp', 'warning host.proxy-arp', [[kernelFact, 'conf/eth0/proxy_arp=1']]],
    [
      'a second interface',
      'warning host.second-interface',
      [[networkFact, `${network(OWN)}3: eth1    inet 172.16.16.7/20 scope global eth1\n`]],
    ],
    [
      'a smaller network of another card, by which it would be probed',
      'error host.probe-astray',
      [[networkFact, `${network(OWN)}3: vrrp.2    inet 172.16.16.99/24 scope global vrrp.2\n`]],
    ],
    [
      'networkd',
      'warning host.networkd',
      [[networkOwnersFact, 'networkd eth0 - /etc/systemd/network/10-eth0.network ']],
    ],
    [
      'networkd that keeps only leases',
      'warning host.networkd',
      [
        [
          networkOwnersFact,
          'networkd eth0 cloud-init /run/systemd/network/10-netplan-eth0.network dhcp-on-stop',
        ],
      ],
    ],
    ['ifupdown', 'warning host.network-service', [[networkOwnersFact, 'networking eth0 -']]],
    [
      'the scripts of Red Hat',
      'warning host.network-service',
      [[networkOwnersFact, 'network eth0 cloud-init']],
    ],
    ['NetworkManager', 'warning host.network-manager', [[networkOwnersFact, 'NetworkManager eth0 -']]],
    ['dhclient', 'warning host.dhcp-client', [[processesFact, 'process dhclient 8 - dhclient -4 eth0']]],
    [
      'unattended-upgrades',
      'warning host.unattended-upgrade',
      [[updatesFact, 'apt APT::Periodic::Unattended-Upgrade "1";']],
    ],
    ['needrestart', 'warning host.needrestart', [[updatesFact, "needrestart $nrconf{restart} = 'a';"]]],
    [
      'rejected adverts',
      'warning host.rejected-adverts',
      [[rejectedAdvertsFact, 'now 1000\nseen 12 990\nlast (VI_1) received an invalid passwd!']],
    ],
    ['no echo', 'error host.echo-filtered', [[kernelFact, 'icmp_echo_ignore_all=1']]],
    ['a peer that does not answer', 'error host.echo-lost', [[echoFact([PEER]), `echo ${PEER} no`]]],
  ])('%s: %s', async (_name, code, changed) => {
    expect(await codes(changed)).toEqual([code]);
  });

  it.each<[string, Printed]>([
    [
      'networkd that keeps what others have set',
      [[networkOwnersFact, 'networkd eth0 - /etc/systemd/network/10-eth0.network static']],
    ],
    [
      'networkd on another card',
      [[networkOwnersFact, 'networkd eth1 - /etc/systemd/network/10-eth1.network ']],
    ],
    ['a DHCP client of another card', [[processesFact, 'process dhclient 8 - dhclient eth1']]],
    ['a package that is held', [[updatesFact, 'apt APT::Periodic::Unattended-Upgrade "1";\nheld']]],
    [
      'a service that needrestart is told to leave',
      [
        [
          updatesFact,
          "needrestart $nrconf{restart} = 'a';\nneedrestart $nrconf{override_rc}{qr(^keepalived)} = 0;",
        ],
      ],
    ],
    ['adverts of another router', [[WIRE, heard(PASSES, 'advert 172.16.16.99 52 100 2 1')]]],
    [
      'a peer that could send nothing',
      [
        [WIRE, heard(`peer ${PEER} -- 0 -`)],
        [firewallFact, NO_RULES],
      ],
    ],
  ])('nothing about %s', async (name, changed) => {
    const mute: Printed = name.includes('could send')
      ? [[wireOf(PEER, OWN), 'cannot permission denied']]
      : [];
    expect(await codes(changed, {}, mute)).toEqual([]);
  });
});

it('names the firewall and what opens it, and leaves it to `manage` where that is set', async () => {
  const [first] = await found([[firewallFact, DROP_ALL]], { verify: { service: { tcp: 80 } } });
  expect(first?.problem.summary).toMatch(/^iptables on HAVIP-01 lets VRRP .* only as an answer/);
  expect(first?.problem.fix).toContain('iptables -I INPUT -p 112 -s 172.16.16.6 -j ACCEPT');
  const out = `${NO_RULES}*filter\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -p 112 -j DROP\n`;
  const [outwards] = await found([[firewallFact, out]]);
  expect(outwards?.problem.fix).toContain('iptables -I OUTPUT -p 112 -d 172.16.16.6 -j ACCEPT');
  const settings = { firewall: 'manage', verify: { service: { tcp: 80 } } };
  expect(await codes([[firewallFact, DROP_ALL]], settings)).toEqual([]);
});
