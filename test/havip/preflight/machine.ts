import { checkProbe } from '../../../roles/keepalived/programs/check-probe.ts';
import { echoFact, scriptFoldersFact } from '../../../src/havip/preflight/facts/closer.ts';
import { daemonOptionsFact } from '../../../src/havip/preflight/facts/daemon-options.ts';
import { firewallFact } from '../../../src/havip/preflight/facts/firewall.ts';
import { kernelFact } from '../../../src/havip/preflight/facts/kernel.ts';
import { networkOwnersFact } from '../../../src/havip/preflight/facts/network-owners.ts';
import { placesFact, WRITTEN_PLACES } from '../../../src/havip/preflight/facts/places.ts';
import { processesFact } from '../../../src/havip/preflight/facts/processes.ts';
import { rejectedAdvertsFact } from '../../../src/havip/preflight/facts/rejected-adverts.ts';
import { servicesFact } from '../../../src/havip/preflight/facts/services.ts';
import { staticAddressesFact } from '../../../src/havip/preflight/facts/static-addresses.ts';
import { updatesFact } from '../../../src/havip/preflight/facts/updates.ts';
import { judge } from '../../../src/havip/preflight/index.ts';
import { wireFact } from '../../../src/havip/preflight/wire/exchange.ts';
import { networkFact } from '../../../src/index.ts';
import type { Fact } from '../../../src/resources/fact.ts';
import { network, varsWith } from '../../roles/keepalived/sample.ts';
import { factsOf } from '../../support/facts.ts';

export type Printed = readonly (readonly [Fact<unknown>, string, number?])[];

export const [OWN, PEER, FLOATING] = ['172.16.16.5', '172.16.16.6', '172.16.16.12'];
export const NO_RULES = '{"nftables":[]}\n@iptables\n';
export const UNIT =
  'Id=keepalived.service\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\nRestart=on-failure\nAfter=network-online.target\nDropInPaths=/etc/systemd/system/keepalived.service.d/havip-deploy.conf\n';
export const PLACES = WRITTEN_PLACES.map(
  (place) => `place ${place} ${place} yes\nfree ${place} 1000000 4096 1000 1000`,
);
export const places = (...lines: readonly string[]) => [...PLACES, 'mount / rw', ...lines].join('\n');
export const DROP_ALL = `${NO_RULES}*filter\n:INPUT DROP [0:0]\n-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT\n`;

export const wireOf = (address: string, peer: string) =>
  wireFact({ interface: 'eth0', address, floating: [FLOATING], peers: [peer], advertInt: 1 });
export const WIRE = wireOf(OWN, PEER);
export const heard = (...lines: readonly string[]) => ['mac 02:00:00:00:00:05', ...lines, 'done'].join('\n');
export const PASSES = `peer ${PEER} PR 60 02:00:00:00:00:06`;

export const HEALTHY: Printed = [
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
export async function found(
  changed: Printed,
  settings: Readonly<Record<string, unknown>> = {},
  peerChanged: Printed = [],
) {
  const [vars] = await varsWith(settings);
  if (vars === undefined) throw new Error('no cluster');
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
    builds: false,
    checks: vars.cluster.havip.checks.map((check) => ({
      check,
      path: '/usr/libexec/keepalived/havip-check',
      probe: checkProbe(check),
    })),
  });
}

export const codes = async (...args: Parameters<typeof found>) =>
  (await found(...args)).map(({ severity, problem }) => `${severity} ${problem.code}`);
