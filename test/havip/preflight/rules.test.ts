import { describe, expect, it } from 'vitest';
import { checkProbe } from '../../../roles/keepalived/check-probe.ts';
import { checkRunFact } from '../../../src/havip/preflight/facts/check-run.ts';
import {
  echoFact,
  listeningFact,
  rejectedAdvertsFact,
  scriptFoldersFact,
  stallsFact,
} from '../../../src/havip/preflight/facts/closer.ts';
import { daemonOptionsFact } from '../../../src/havip/preflight/facts/daemon-options.ts';
import { firewallFact } from '../../../src/havip/preflight/facts/firewall.ts';
import { kernelFact } from '../../../src/havip/preflight/facts/kernel.ts';
import { networkOwnersFact } from '../../../src/havip/preflight/facts/network-owners.ts';
import { placesFact, WRITTEN_PLACES } from '../../../src/havip/preflight/facts/places.ts';
import { processesFact } from '../../../src/havip/preflight/facts/processes.ts';
import { servicesFact } from '../../../src/havip/preflight/facts/services.ts';
import { staticAddressesFact } from '../../../src/havip/preflight/facts/static-addresses.ts';
import { updatesFact } from '../../../src/havip/preflight/facts/updates.ts';
import { judge } from '../../../src/havip/preflight/index.ts';
import { wireFact } from '../../../src/havip/preflight/wire/exchange.ts';
import { networkFact } from '../../../src/index.ts';
import type { Fact } from '../../../src/resources/fact.ts';
import { network, varsWith } from '../../roles/keepalived/sample.ts';
import { factsOf } from '../../support/facts.ts';

type Printed = readonly (readonly [Fact<unknown>, string])[];

const [OWN, PEER, FLOATING] = ['172.16.16.5', '172.16.16.6', '172.16.16.12'];
const NO_RULES = '{"nftables":[]}\n@iptables\n';
const UNIT =
  'Id=keepalived.service\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\nRestart=on-failure\nAfter=network-online.target\nDropInPaths=/etc/systemd/system/keepalived.service.d/havip-deploy.conf\n';
const PLACES = WRITTEN_PLACES.map(
  (place) => `place ${place} ${place} yes\nfree ${place} 1000000 4096 1000 1000`,
);
const places = (...lines: readonly string[]) => [...PLACES, 'mount / rw', ...lines].join('\n');
const DROP_ALL = `${NO_RULES}*filter\n:INPUT DROP [0:0]\n-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT\n`;

const wireOf = (address: string, peer: string) =>
  wireFact({ interface: 'eth0', address, floating: [FLOATING], peers: [peer], advertInt: 1 });
const WIRE = wireOf(OWN, PEER);
const heard = (...lines: readonly string[]) => ['mac 02:00:00:00:00:05', ...lines, 'done'].join('\n');
const PASSES = `peer ${PEER} PR 60 02:00:00:00:00:06`;

const HEALTHY: Printed = [
  [networkFact, network(OWN)],
  [kernelFact, 'ip_nonlocal_bind=0\nicmp_echo_ignore_all=0'],
  [servicesFact, UNIT],
  [processesFact, 'process keepalived 7 /system.slice/keepalived.service /usr/sbin/keepalived -D'],
  [networkOwnersFact, ''],
  [placesFact, places()],
  [daemonOptionsFact, '/etc/sysconfig/keepalived KEEPALIVED_OPTIONS="-D"'],
  [firewallFact, NO_RULES],
  [updatesFact, ''],
  [scriptFoldersFact, '/ 41ed 0 0\n/usr 41ed 0 0\n/usr/libexec 41ed 0 0\n/usr/libexec/keepalived 41ed 0 0'],
  [rejectedAdvertsFact, ''],
  [echoFact([PEER]), `echo ${PEER} yes`],
  [WIRE, heard(PASSES)],
];

/** Codes of what is found on the primary, with these things different there, on its peer and in the settings. */
async function found(
  changed: Printed,
  settings: Readonly<Record<string, unknown>> = {},
  peerChanged: Printed = [],
) {
  const [vars] = await varsWith(settings);
  if (vars === undefined) throw new Error('no cluster');
  const { check } = vars.cluster.havip;
  const facts = factsOf(...HEALTHY, [staticAddressesFact(vars.cluster), ''], ...changed);
  const theirs = factsOf(
    ...HEALTHY,
    [networkFact, network(PEER)],
    [wireOf(PEER, OWN), `mac 02:00:00:00:00:06\npeer ${OWN} PR 60 02:00:00:00:00:05\ndone`],
    ...peerChanged,
  );
  return judge({
    ...vars,
    own: { host: 'HAVIP-01', interface: 'eth0', address: OWN, facts },
    peers: [{ host: 'HAVIP-02', interface: 'eth0', address: PEER, facts: theirs }],
    facts,
    config: `global_defs {\n script_user root\n}\nvrrp_instance VI_1 {\n interface eth0\n unicast_src_ip ${OWN}\n virtual_ipaddress {\n ${FLOATING}\n }\n notify /usr/libexec/keepalived/havip-notify\n}\n`,
    version: '2.2.7',
    probe: check && checkProbe(check),
  });
}

const codes = async (...args: Parameters<typeof found>) =>
  (await found(...args)).map(({ severity, problem }) => `${severity} ${problem.code}`);

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
      [[placesFact, places('closed /etc/keepalived/keepalived.conf')]],
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
      'networkd',
      'warning host.networkd',
      [[networkOwnersFact, 'networkd eth0 /etc/systemd/network/10-eth0.network ']],
    ],
    [
      'networkd that keeps only leases',
      'warning host.networkd',
      [[networkOwnersFact, 'networkd eth0 /run/systemd/network/10-netplan-eth0.network dhcp-on-stop']],
    ],
    ['NetworkManager', 'warning host.network-manager', [[networkOwnersFact, 'NetworkManager eth0']]],
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
      [[rejectedAdvertsFact, '12\n(VI_1) received an invalid passwd!']],
    ],
    ['no echo', 'error host.echo-filtered', [[kernelFact, 'icmp_echo_ignore_all=1']]],
    ['a peer that does not answer', 'error host.echo-lost', [[echoFact([PEER]), `echo ${PEER} no`]]],
  ])('%s: %s', async (_name, code, changed) => {
    expect(await codes(changed)).toEqual([code]);
  });

  it.each<[string, Printed]>([
    [
      'networkd that keeps what others have set',
      [[networkOwnersFact, 'networkd eth0 /etc/systemd/network/10-eth0.network static']],
    ],
    [
      'networkd on another card',
      [[networkOwnersFact, 'networkd eth1 /etc/systemd/network/10-eth1.network ']],
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
  const settings = { firewall: 'manage', verify: { service: { tcp: 80 } } };
  expect(await codes([[firewallFact, DROP_ALL]], settings)).toEqual([]);
});

describe('the health check, run once', () => {
  const script = { check: { script: '/opt/check' } };
  const run = async (output: string, settings: Readonly<Record<string, unknown>> = script) => {
    const [vars] = await varsWith(settings);
    const check = vars?.cluster.havip.check;
    if (vars === undefined || check === undefined) throw new Error('no check');
    return found([[checkRunFact(vars.cluster, checkProbe(check)), output]], settings);
  };

  it.each([
    [
      'took 1.00 1.05\nwords sh: 1: /opt/check: not found\nended 127',
      'error host.check-fails',
      /ends with 127.*not found in the PATH.*not found/,
    ],
    [
      'took 1.00 1.05\nwords sh: /opt/check: Permission denied\nended 126',
      'error host.check-fails',
      /may not be executed/,
    ],
    [
      'took 1.00 1.05\nwords mysqld is down\nended 1',
      'error host.check-fails',
      /ends with 1 .*says: mysqld is down/,
    ],
    ['took 1.00 2.01\nwords \nended 124', 'error host.check-slow', /longer than its time-out of 1 s/],
    ['drained\n', 'error host.drained', /maintenance is there/],
    [
      'took 1.00 1.05\nalways\nwords \nended 0',
      'warning host.check-always-well',
      /can never move the address/,
    ],
    [
      `took 1.00 1.05\nasks ${FLOATING}\nwords \nended 0`,
      'warning host.check-asks-holder',
      /the holder answers/,
    ],
  ])('%j: %s', async (output, code, summary) => {
    const all = await run(output);
    expect(all.map(({ severity, problem }) => `${severity} ${problem.code}`)).toEqual([code]);
    expect(all[0]?.problem.summary).toMatch(summary);
  });

  it('that is well is no finding; the name of a process that is too long is told', async () => {
    expect(await run('took 1.00 1.05\nwords \nended 0')).toEqual([]);
    const [long] = await run('took 1.00 1.05\nwords \nended 1', {
      check: { process: 'a-process-of-a-long-name' },
    });
    expect(long?.problem.summary).toContain('cut off after 15 characters');
  });
});

it('a service that can listen on the holder only, as long as the standby lacks the address', async () => {
  const settings = { verify: { service: { tcp: 80 } } };
  const listens = (address: string): Printed => [[listeningFact, `   0: ${address}:0050 00000000:0000 0A x`]];
  expect(await codes([[listeningFact, '']], settings, listens('0C1010AC'))).toEqual([
    'error host.cannot-bind',
  ]);
  expect(await codes([[listeningFact, '']], settings, listens('00000000'))).toEqual([
    'warning host.service-not-there',
  ]);
  expect(await codes(listens('00000000'), settings, listens('0C1010AC'))).toEqual([]);
});

it('a machine that stands still is none for profile fast', async () => {
  const sleeps = (...delays: readonly number[]) =>
    delays.map((ms) => `sleep 0.00 ${(0.05 + ms / 1000).toFixed(2)}`).join('\n');
  const fast = { profile: 'fast' };
  expect(await codes([[stallsFact, sleeps(900, 600, 0)]], fast)).toEqual(['error host.stalls']);
  expect(await codes([[stallsFact, sleeps(900, 20, 0)]], fast)).toEqual([]);
  expect(await codes([[stallsFact, sleeps(900, 600, 0)]])).toEqual([]);
  expect(await codes([[stallsFact, `${sleeps(0, 0)}\nsteal 30 100`]], fast)).toEqual([
    'warning host.stolen-time',
  ]);
});
