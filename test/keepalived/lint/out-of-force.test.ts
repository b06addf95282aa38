import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';

const CHECK =
  'vrrp_script chk {\n script /c\n}\nvrrp_script heavy {\n script /c\n weight 5\n}\nvrrp_track_file f {\n file /run/f\n}\n';
const instance = (name: string, more = '') =>
  `vrrp_instance ${name} {\n interface eth0\n virtual_router_id ${name.charCodeAt(0)}\n${more}\n virtual_ipaddress {\n 10.0.0.${name.charCodeAt(0)}\n }\n}\n`;
const group = (members: string, more = '') => `vrrp_sync_group G {\n${more}\n group {\n ${members}\n }\n}\n`;
const tracks = (block: string, entry: string) => `${block} {\n ${entry}\n }`;

const server = (check: string) =>
  `virtual_server 10.0.0.9 80 {\n lb_algo rr\n lb_kind NAT\n protocol UDP\n real_server 10.0.0.3 80 {\n ${check}\n }\n}\n`;
const marked = (more: string) =>
  `virtual_server fwmark 1 {\n lb_algo rr\n lb_kind NAT\n ${more}\n real_server 10.0.0.3 {\n weight 1\n }\n}\n`;

/** What a rule says of a configuration; what other rules find is not of interest. */
function found(rule: string, text: string): readonly string[] {
  const { findings } = lintFiles([{ file: 'a.conf', text }], { version: '2.2.7', profile: 'lan' });
  return findings
    .filter((each) => each.rule === rule)
    .map(({ severity, message }) => `${severity}: ${message}`);
}

describe('KA096: what counts for nothing beside something else', () => {
  it.each([
    ['a weight that is defined', tracks('track_script', 'heavy'), 'A does not go by heavy'],
    ['a weight that is given', tracks('track_script', 'chk weight -5'), 'A does not go by chk'],
    ['an interface', tracks('track_interface', 'eth1 weight 5'), 'A does not go by eth1'],
    ['a file, whose weight is 1 by default', tracks('track_file', 'f'), 'A does not go by f'],
  ])('%s, in a sync group', (_, more, wanted) => {
    const pair = instance('A', more) + instance('B');
    expect(found('KA096', CHECK + pair + group('A\n B')).join()).toContain(wanted);
    expect(found('KA096', CHECK + pair)).toEqual([]);
    expect(found('KA096', CHECK + pair + group('B A')).join()).toContain(wanted);
    expect(found('KA096', CHECK + pair + group('A\n B', 'sync_group_tracking_weight'))).toEqual([]);
  });

  it.each([
    ['no weight', tracks('track_script', 'chk')],
    ['an interface without one', tracks('track_interface', 'eth1')],
    ['weight 0 that is given', tracks('track_script', 'heavy weight 0')],
  ])('is not said of %s', (_, more) => {
    expect(found('KA096', CHECK + instance('A', more) + instance('B') + group('A\n B'))).toEqual([]);
  });

  it.each([
    ['unicast_ttl without peers', instance('A', 'unicast_ttl 5'), 'error: unicast_ttl does nothing in A'],
    [
      'AH with MASTER',
      instance('A', 'state MASTER\n priority 100\n authentication {\n auth_type AH\n auth_pass x\n }'),
      'error: state MASTER is cleared',
    ],
    [
      'a MAC address of a group',
      instance('A', 'use_vmac vr 01:00:5e:00:01:33'),
      '01:00:5e:00:01:33 counts for nothing: it is multicast',
    ],
    [
      'a MAC address of VRRP itself',
      instance('A', 'use_vmac vr 00:00:5e:00:01:34'),
      'it is one of those that VRRP itself gives',
    ],
    [
      'what is no MAC address',
      instance('A', 'use_vmac vr 00:00:5e:00:01:zz'),
      'counts for nothing: it is none',
    ],
    [
      'a scope of IPv6',
      instance('A', 'virtual_ipaddress_excluded {\n fd00::9/64 scope link\n }'),
      'warning: the scope of fd00::9/64 counts for nothing',
    ],
    [
      'a protocol beside a mark',
      marked('protocol TCP'),
      'warning: protocol counts for nothing beside fwmark',
    ],
    ['ha_suspend beside a mark', marked('ha_suspend'), 'error: ha_suspend counts for nothing beside fwmark'],
  ])('is said of %s', (_, text, wanted) => {
    expect(found('KA096', text).join()).toContain(wanted);
  });

  it.each([
    instance('A', 'use_vmac vr 02:00:5e:00:01:33'),
    instance('A', 'use_vmac'),
    instance('A', 'virtual_ipaddress_excluded {\n 10.0.0.8 scope link\n }'),
    marked('').replace('fwmark 1', '10.0.0.9 80').replace('lb_algo', 'protocol TCP\n ha_suspend\n lb_algo'),
  ])('is not said of %j', (text) => {
    expect(found('KA096', text)).toEqual([]);
  });
});

it.each([
  ['KA090', 'global_defs {\n vrrp_mcast_group4 10.0.0.1\n}\n', 'is no multicast group'],
  ['KA090', server('UDP_CHECK {\n payload zz\n }'), 'other characters than hexadecimal digits'],
  ...['abc', '99', '200-600', '300-200', '200 2xx'].map((codes): [string, string, string] => [
    'KA090',
    server(`HTTP_GET {\n url {\n path /\n status_code ${codes}\n }\n }`),
    `"${codes.split(' ').at(-1)}", the value of "status_code", is no status or range of 100 to 599`,
  ]),
  ['KA092', 'global_defs {\n notification_email {\n }\n}\n', 'warning: notification_email names nobody'],
  ['KA092', instance('A').replace('eth0', 'lo'), 'error: A is on lo, which carries no adverts'],
  ['KA090', 'bfd_instance B {\n neighbor_ip 10.0.0.2\n min_tx 4294968\n}\n', 'is not 1 to 4294967'],
])('%s is said of %j', (rule, text, wanted) => {
  expect(found(rule, text).join()).toContain(wanted);
});

it.each([
  'global_defs {\n vrrp_mcast_group4 239.0.0.1\n vrrp_mcast_group6 ff02::12\n notification_email {\n root\n }\n}\n',
  server('UDP_CHECK {\n payload 0a1b\n }'),
  server('HTTP_GET {\n url {\n path /\n status_code 200 201-299\n }\n }'),
  instance('A').replace('eth0', 'lo0'),
  server('weight 1').replaceAll(/(?<=10\.0\.0\.\d)(?= 80)/g, '/24'),
  'bfd_instance B {\n neighbor_ip 10.0.0.2\n min_tx 1001\n min_rx 4294967\n idle_tx 10001\n}\n',
])('KA090 and KA092 are not said of %j', (text) => {
  expect([...found('KA090', text), ...found('KA092', text)]).toEqual([]);
});

it.each([
  ['KA011', 'state MASTER\n preempt_delay 5', 'preempt_delay has no use with state MASTER'],
  ['KA014', 'state MASTER', 'warning: state MASTER without a priority means 255'],
  ['KA021', 'check_unicast_src', 'no peer is named'],
  [
    'KA094',
    'unicast_src_ip 10.0.0.1\n unicast_peer {\n 10.0.0.2\n 10.0.0.2\n }',
    'warning: 10.0.0.2 is in this unicast_peer',
  ],
])('%s is said of %j', (rule, more, wanted) => {
  expect(found(rule, instance('A', more)).join()).toContain(wanted);
});

it('KA090 is said of a repeat of 0, which keepalived makes 1', () => {
  expect(found('KA090', `global_defs {\n vrrp_garp_master_repeat 0\n}\n${instance('A')}`)).toHaveLength(1);
});
