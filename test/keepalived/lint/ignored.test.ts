import { expect, it } from 'vitest';
import { inForce } from '../../../src/keepalived/lint/ignored.ts';
import { parse } from '../../../src/keepalived/parse/parse.ts';
import { plain } from '../../../src/keepalived/parse/syntax.ts';

const instance = (lines: string) =>
  `vrrp_instance V {\n interface eth0\n virtual_router_id 5\n ${lines}\n virtual_ipaddress {\n 10.0.0.9\n }\n}\n`;
const server = (lines: string, inside = '') =>
  `virtual_server 10.0.0.9 80 {\n lb_algo rr\n ${lines}\n real_server 10.0.0.7 80 {\n ${inside}\n }\n}\n`;
const CHECK = 'vrrp_script c {\n script /c\n}\n';

/** As files of others have it: with the line, without it, and what is said. */
const ROWS: readonly (readonly [what: string, file: string, same: string, ignored: string])[] = [
  ['a mistyped keyword', instance('prioritty 9'), instance(''), 'prioritty: unknown'],
  ['what has a value of several words', instance('if [ -f x ]; then'), instance(''), 'if: unknown'],
  [
    'a block of nobody',
    `vvrp_script c {\n script /c\n interval 2\n}\n${CHECK}`,
    CHECK,
    'vvrp_script: unknown',
  ],
  [
    'a mistyped password',
    instance('authentication {\n auth_type PASS\n Geheim77\n auth_pas Geheim78\n }'),
    instance('authentication {\n auth_type PASS\n }'),
    'a line of authentication: unknown, a line of authentication: unknown',
  ],
  ['a setting of old releases', server('nat_mask 255.255.255.0'), server(''), 'nat_mask: unknown'],
  [
    'a mistyped setting of a checker',
    server('', 'TCP_CHECK {\n connetc_port 80\n connect_timeout 3\n }'),
    server('', 'TCP_CHECK {\n connect_timeout 3\n }'),
    'connetc_port: unknown',
  ],
  ['a time of nothing', server('persistence_timeout 0'), server(''), 'persistence_timeout 0: refused'],
  ['a quorum of nobody', server('quorum 0'), server(''), 'quorum 0: refused'],
  ['an algorithm of nobody', server('lb_algo loadbalance'), server(''), 'lb_algo loadbalance: refused'],
  ['a weight that is no number', server('', 'weight x'), server(''), 'weight x: refused'],
  [
    'a hook that is there already',
    instance('notify_master /a\n notify_master /b\n notify_backup /b'),
    instance('notify_master /a\n notify_backup /b'),
    'notify_master: repeated',
  ],
  [
    'a check of nobody',
    `${CHECK}${instance('track_script {\n c\n d\n }')}`,
    `${CHECK}${instance('track_script {\n c\n }')}`,
    'track_script d: not-defined',
  ],
  [
    'a process that is there already',
    'vrrp_track_process p {\n process a\n process b\n}\n',
    'vrrp_track_process p {\n process a\n}\n',
    'process: repeated',
  ],
];

it.each(ROWS)('does the same without %s', (_, file, same, said) => {
  const { config, ignored } = inForce(parse(file, 'a.conf'));
  expect(plain(config.nodes)).toEqual(plain(parse(same, 'b.conf').nodes));
  expect(ignored.map(({ name, why }) => `${name}: ${why}`).join(', ')).toBe(said);
});

it.each([
  ['a repeated setting, of which the last counts', instance('priority 90\n priority 100')],
  ['a bad value of an instance, whose default it is not', instance('advert_int x')],
  ['a block that is not known, with lines that are known outside of it', `xyz {\n ${CHECK}}\n`],
  ['a block that is not known in another', instance('xyz {\n priority 9\n }')],
  ['a check that an include may define', `include /nowhere\n${instance('track_script {\n c\n }')}`],
  ['a server that is not taken as a whole', 'virtual_server 10.0.0.9 99999 {\n}\n'],
])('keeps what may be in force: %s', (_, file) => {
  const parsed = parse(file, 'a.conf', { include: () => [] });
  expect(inForce(parsed)).toMatchObject({ config: parsed, ignored: [] });
});

it('goes by the release where it is known', () => {
  const file = parse(instance('down_timer_adverts 4'), 'a.conf');
  expect(inForce(file, { version: '2.3.3' }).ignored).toEqual([]);
  expect(inForce(file, { version: '1.3.5' }).ignored).toMatchObject([
    { name: 'down_timer_adverts', why: 'unknown' },
  ]);
});

const DEBIAN = ['LVS', 'VRRP', 'JSON', 'BFD', 'NFTABLES', 'REGEX', 'DBUS', 'SNMP_VRRP', 'SNMP_RFCV2'];
const LEAST = ['VRRP', 'VRRP_AUTH', 'INIT=systemd'];

it.each([
  ['enable_traps', 'global_defs {\n enable_traps\n}\n'],
  ['snmp_socket', 'global_defs {\n snmp_socket udp:127.0.0.1:705\n}\n'],
  ['enable_snmp_vrrp', 'global_defs {\n enable_snmp_vrrp\n}\n'],
  ['enable_snmp_rfc', 'global_defs {\n enable_snmp_rfc\n}\n'],
  ['enable_dbus', 'global_defs {\n enable_dbus\n}\n'],
  ['dbus_service_name', 'global_defs {\n dbus_service_name org.example\n}\n'],
  ['json_version', 'global_defs {\n json_version 2\n}\n'],
  ['nftables', 'global_defs {\n nftables keepalived\n}\n'],
  ['bfd_rlimit_rttime', 'global_defs {\n bfd_rlimit_rttime 10000\n}\n'],
  ['bfd_instance', 'bfd_instance b {\n neighbor_ip 10.0.0.3\n}\n'],
  ['checker_log_all_failures', 'global_defs {\n checker_log_all_failures\n}\n'],
  ['lvs_sync_daemon', 'global_defs {\n lvs_sync_daemon eth0 V\n}\n'],
])('goes by what keepalived is built with: %s', (name, text) => {
  const file = parse(text, 'a.conf');
  const passedOver = (build?: readonly string[]) =>
    inForce(file, { version: '2.3.3', ...(build && { build }) }).ignored.map((each) => each.name);
  expect(passedOver()).toEqual([]);
  expect(passedOver(DEBIAN)).toEqual([]);
  expect(passedOver(LEAST)).toEqual([name]);
});

it('takes no name of a check for a keyword of a build', () => {
  const file = parse(
    `vrrp_script regex {\n script /c\n}\n${instance('track_script {\n regex\n }')}`,
    'a.conf',
  );
  expect(inForce(file, { build: LEAST }).ignored).toEqual([]);
});
