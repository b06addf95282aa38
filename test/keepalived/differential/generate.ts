import fc from 'fast-check';
import { compareReleases } from '../../../src/keepalived/release.ts';
import type { Keyword, Vocabulary } from '../../../src/keepalived/vocabulary/keyword.ts';
import { ROOT, vocabularyOf } from '../../../src/keepalived/vocabulary/vocabulary.ts';

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

/** Keywords of later releases are all refused, one like the other. */
const KNOWN_UP_TO = '2.2.7';

type Text = fc.Arbitrary<string>;

const oneOf = (values: readonly string[]): Text => fc.constantFrom(...values);

/** Mostly a sound value, now and then one that is not. */
function mostly(sound: Text, wrong: Text): Text {
  return fc.oneof({ arbitrary: sound, weight: 60 }, { arbitrary: wrong, weight: 1 });
}

function number(min: number, max: number): Text {
  const sound = fc.integer({ min: Math.ceil(min), max: Math.floor(Math.min(max, min + 300)) }).map(String);
  return mostly(sound, oneOf([String(min - 1), String(max + 1), 'x', '0x10', '1a', '']));
}

function soundOrNot({ takes, optional }: Keyword): Text | undefined {
  switch (takes.kind) {
    case 'flag':
      return mostly(oneOf(['', 'on', 'true', 'yes']), oneOf(['maybe', 'off', '1']));
    case 'present':
      return mostly(oneOf(['']), oneOf(['off']));
    case 'integer':
    case 'decimal': {
      const value = number(takes.min, takes.max);
      return optional === true ? fc.oneof(value, fc.constant('')) : value;
    }
    case 'address':
      return mostly(oneOf(['172.16.16.5', '10.1.0.5']), oneOf(['172.16.16', 'x', '']));
    case 'choice':
      // In version 2 nobody asks for authentication of 3.
      return mostly(oneOf(takes.values), oneOf(['x', '', ...takes.values.map((each) => each.toLowerCase())]));
    default:
      return undefined;
  }
}

/** Single statements that a block may have, each as it may stand there. */
function statements(vocabulary: Vocabulary): Text {
  const found = Object.entries(vocabulary).flatMap(([name, keyword]): Text[] => {
    const known = keyword.since === undefined || compareReleases(keyword.since, KNOWN_UP_TO) <= 0;
    const value = !known || OF_THE_MACHINE.test(name) ? undefined : soundOrNot(keyword);
    return value === undefined ? [] : [value.map((each) => `    ${name} ${each}`.trimEnd())];
  });
  return fc.oneof(...found);
}

/** Now and then an entry is there twice. */
const entries = (block: string, entry: Text, most = 3): Text =>
  fc
    .oneof(
      {
        arbitrary: fc.uniqueArray(entry, { minLength: 1, maxLength: most, selector: firstWord }),
        weight: 30,
      },
      { arbitrary: fc.array(entry, { minLength: 1, maxLength: most }), weight: 1 },
    )
    .map((all) => `    ${block} {\n${all.map((each) => `        ${each}\n`).join('')}    }`);

function firstWord(entry: string): string {
  return entry.split(' ')[0] ?? '';
}

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
    more: several(fc.oneof(statements(blockOf('vrrp_instance')), instanceBlocks), 6),
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

const checkScript = several(statements(blockOf('vrrp_script')), 3).map((more) =>
  ['vrrp_script chk {', '    script /etc/keepalived/check', ...more, '}'].join('\n'),
);

const globals = several(statements(blockOf('global_defs')), 5).map((more) =>
  ['global_defs {', '    enable_script_security', '    script_user root', ...more, '}'].join('\n'),
);

const syncGroup = mostly(
  oneOf(['VI_1\n        VI_2']),
  oneOf(['VI_1', 'VI_1\n        nosuch', 'VI_1 VI_2']),
).map((members) => `vrrp_sync_group G {\n    group {\n        ${members}\n    }\n}`);

/** Statements of a block, each keyword once. */
function several(statement: Text, most: number): fc.Arbitrary<string[]> {
  return fc.uniqueArray(statement, { maxLength: most, selector: (each) => firstWord(each.trim()) });
}

function blockOf(name: string): Vocabulary {
  const keyword = ROOT[name];
  return (keyword && vocabularyOf(keyword.takes)) ?? {};
}

/** What happens to a finished text: nothing mostly, or a slip of the hand. */
const slips: readonly ((text: string, at: number) => string)[] = [
  ...Array.from({ length: 20 }, () => (text: string) => text),
  (text, at) => withoutLine(text, at),
  (text, at) => changedLine(text, at, (line) => line.replace('{', '')),
  (text, at) => changedLine(text, at, (line) => `${line} # a comment`),
  (text, at) => changedLine(text, at, (line) => `#${line}`),
  (text, at) => changedLine(text, at, (line) => line.replace(/[a-z]_/, 'x')),
  (text, at) => changedLine(text, at, (line) => `${line}\u00A0`),
  (text) => text.replaceAll(' {', '{'),
  (text) => text.replaceAll(' {', '\n{'),
];

function changedLine(text: string, at: number, change: (line: string) => string): string {
  const lines = text.split('\n');
  return lines.map((line, index) => (index === at % lines.length ? change(line) : line)).join('\n');
}

function withoutLine(text: string, at: number): string {
  const lines = text.split('\n');
  return lines.filter((_, index) => index !== at % lines.length).join('\n');
}

const configuration = fc
  .tuple(
    globals,
    fc.option(checkScript, { freq: 8 }),
    fc.uniqueArray(instance, { minLength: 1, maxLength: 2, selector: (each) => firstWord(each.slice(14)) }),
    fc.option(syncGroup),
    fc.constantFrom(...slips),
    fc.nat(200),
  )
  .map(([head, check, instances, group, slip, at]) => {
    const inGroup = group === null || instances.length < 2 ? [] : [group];
    const blocks = [head, ...(check === null ? [] : [check]), ...instances, ...inGroup];
    return `${slip(blocks.join('\n'), at)}\n`;
  });

/** So many configurations from a seed, always the same ones. */
export function generate(seed: number, count: number): readonly string[] {
  return fc.sample(configuration, { seed, numRuns: count });
}
