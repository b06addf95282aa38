import fc from 'fast-check';
import { blockOf, entries, firstWord, mostly, number, oneOf, several, statements } from './draw.ts';
import { besideVrrp } from './generate-servers.ts';
import { SLIPS } from './slips.ts';

/** What would be about this machine rather than about the language: accounts, kernel, namespaces, files. */
const OF_THE_MACHINE =
  /namespace|fifo|script$|_script_|snmp|dbus|nftables|iptables|ipsets|rlimit|affinity|priority_delay|process_name|reload|config|dump|file|rcv_bufs|rx_buf|vmac|ipvlan|vrf|sync_daemon|default_interface|user|include|random_seed|umask|smtp_server|_if$|no_swap|rt_priority|(?:vrrp|checker|bfd)_priority$|max_auto_priority|traps|garp_lower_prio|hmac|track_bfd|track_process|linkbeat|lvs|^instance$|log_all|checker|data_use|mcast_group6|_mcast_|symlink|native_ipv6|mcast_/;

const ADDRESSES = ['172.16.16.12', '172.16.16.13/24', '172.16.16.14 dev eth1', '10.1.0.9/32 label eth1:x'];
const WRONG_ADDRESSES = [
  '172.16.16',
  '172.16.16.300',
  '172.16.16.12/40',
  '10.0.0.9 dev',
  'fd00::9',
  'x',
  '10.0.0.9 brd 10.0.0.256',
];

const addresses = mostly(oneOf(ADDRESSES), oneOf(WRONG_ADDRESSES));
const peers = mostly(
  oneOf(['172.16.16.6', '172.16.16.7']),
  oneOf(['x', 'fd00::1', '172.16.16.6 172.16.16.7']),
);
const tracks = mostly(
  oneOf(['chk', 'chk weight -30', 'chk weight 20']),
  oneOf(['nosuch', 'chk weight', 'chk weight 300', 'chk weight=0']),
);

const authentication = fc
  .tuple(
    mostly(oneOf(['PASS', 'AH']), oneOf(['pass', 'NONE'])),
    mostly(oneOf(['secret', '"a b"', 'k7Rw2xQz']), oneOf(['longerthaneight', 'a!b', ''])),
  )
  .map(([type, pass]) => `    authentication {\n        auth_type ${type}\n        auth_pass ${pass}\n    }`);

const instanceBlocks = fc.oneof(
  entries('virtual_ipaddress_excluded', addresses),
  entries('track_script', tracks, 2),
  entries(
    'track_interface',
    mostly(oneOf(['eth1', 'eth1 weight 10']), oneOf(['eth1 weight', 'eth1 weight 400'])),
    2,
  ),
  authentication,
);

const instance = fc
  .record({
    name: oneOf(['VI_1 ', 'VI_2 ']),
    id: number(1, 255),
    peers: fc.option(entries('unicast_peer', peers)),
    addresses: entries('virtual_ipaddress', addresses),
    more: several(fc.oneof(statements(blockOf('vrrp_instance'), OF_THE_MACHINE), instanceBlocks), 6),
  })
  .map(({ name, id, peers: others, addresses: own, more }) =>
    [
      `vrrp_instance ${name}{`,
      '    interface eth0',
      `    virtual_router_id ${id}`,
      ...(others === null ? [] : ['    unicast_src_ip 172.16.16.5', others]),
      own,
      ...more,
      '}',
    ].join('\n'),
  );

const checkScript = several(statements(blockOf('vrrp_script'), OF_THE_MACHINE), 3).map((more) =>
  ['vrrp_script chk {', '    script /etc/keepalived/check', ...more, '}'].join('\n'),
);

const globals = several(statements(blockOf('global_defs'), OF_THE_MACHINE), 5).map((more) =>
  ['global_defs {', '    enable_script_security', '    script_user root', ...more, '}'].join('\n'),
);

const syncGroup = mostly(
  oneOf(['VI_1\n        VI_2']),
  oneOf(['VI_1', 'VI_1\n        nosuch', 'VI_1 VI_2']),
).map((members) => `vrrp_sync_group G {\n    group {\n        ${members}\n    }\n}`);

const aboutVrrp = fc
  .tuple(
    globals,
    fc.option(checkScript, { freq: 8 }),
    fc.uniqueArray(instance, { minLength: 1, maxLength: 2, selector: (each) => firstWord(each.slice(14)) }),
    fc.option(syncGroup),
  )
  .map(([head, check, instances, group]) => {
    const inGroup = group === null || instances.length < 2 ? [] : [group];
    return [head, ...(check === null ? [] : [check]), ...instances, ...inGroup].join('\n');
  });

const configuration = fc
  .tuple(fc.oneof(aboutVrrp, besideVrrp), fc.constantFrom(...SLIPS), fc.nat(200))
  .map(([text, slip, at]) => `${slip(text, at)}\n`);

/** So many configurations from a seed, always the same ones. */
export function generate(seed: number, count: number): readonly string[] {
  return fc.sample(configuration, { seed, numRuns: count });
}
