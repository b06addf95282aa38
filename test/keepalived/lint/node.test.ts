import { describe, expect, it } from 'vitest';
import { lintNode } from '../../../src/keepalived/lint/lint.ts';
import { config, type Edit, edited, GOOD } from './sample.ts';

const found = (text: string, version?: string) =>
  lintNode(config(text), version === undefined ? {} : { version }).map(
    ({ rule, place }) => `${rule} ${place.line}:${place.column}`,
  );

const only = (...edits: readonly Edit[]): readonly Edit[] => edits;

/** Each breaks the good configuration in one way: the rules that must notice, and where. */
const CASES: readonly (readonly [string, readonly Edit[], readonly string[]])[] = [
  ['non-breaking spaces', only(['    state', '\u00A0   state']), ['KA001 17:1']],
  ['a byte order mark', only([/^/, '\uFEFF']), ['KA001 1:1']],
  [
    'a commented header',
    only(['vrrp_script service {', '# vrrp_script service\n{']),
    ['KA002 9:1', 'KA070 38:9'],
  ],
  ['a brace too many', only([/$/, '}\n']), ['KA002 41:1']],
  ['a missing brace', only([/}\n$/, '']), ['KA002 16:21']],
  ['a block for a scalar', only(['priority 250', 'priority 250 {\n}']), ['KA002 20:5']],
  ['a typo', only(['garp_master_delay 1', 'garp_master_dely 1']), ['KA044 16:1', 'KA003 34:5']],
  ['a keyword of another block', only(['router_id node-a', 'priority 100']), ['KA003 2:5']],
  ['a missing value', only(['router_id node-a', 'router_id']), ['KA004 2:5']],
  ['a missing name', only(['vrrp_instance VI_51', 'vrrp_instance']), ['KA004 16:1']],
  ['two statements', only(['priority 250', 'priority 250 advert_int 1']), ['KA005 20:18']],
  ['a statement behind a flag', only(['nopreempt', 'nopreempt debug 1']), ['KA005 22:15']],
  ['two addresses on a line', only(['172.16.16.12', '172.16.16.12 172.16.16.13']), ['KA005 32:22']],
  ['slashes behind a setting', only(['priority 250', 'priority 250 // high']), ['KA006 20:18']],
  ['slashes behind an address', only(['172.16.16.12', '172.16.16.12 // x']), ['KA006 32:22']],
  ['a long line', only(['node-a', 'a'.repeat(1000)]), ['KA007 2:1']],
  [
    'zero intervals',
    only(['    script_user root', 'vrrp_garp_interval 0\nvrrp_gna_interval 0\nscript_user root']),
    ['KA009 4:20', 'KA009 5:19'],
  ],
  [
    'its own interface',
    only(['    garp_master_delay', 'track_interface {\n eth0\n}\ngarp_master_delay']),
    ['KA010 35:2'],
  ],
  ['a delay with nopreempt', only(['nopreempt', 'nopreempt\n    preempt_delay 10']), ['KA011 23:5']],
  ['MASTER with nopreempt', only(['BACKUP', 'MASTER']), ['KA012 17:11']],
  ['priority 255', only(['250', '255']), ['KA014 20:14']],
  ['a weight in the definition', only(['weight 0', 'weight -20']), ['KA016 37:9']],
  ['a weight in the entry', only([/service\n {4}}/, 'service weight 10\n    }']), ['KA016 37:9']],
  [
    'a weighted interface',
    only(['    garp_master_delay', 'track_interface {\n eth1 weight -5\n}\ngarp_master_delay']),
    ['KA016 35:2'],
  ],
  [
    'no peers and no source',
    only(['    unicast_src_ip 172.16.16.5\n', ''], [/ {4}unicast_peer \{[^}]*}\n/, '']),
    ['KA020 16:1'],
  ],
  ['an empty peer block', only(['        172.16.16.6\n', '']), ['KA021 28:5']],
  ['a source without peers', only([/ {4}unicast_peer \{[^}]*}\n/, '']), ['KA021 27:20']],
  ['itself as a peer', only(['172.16.16.6', '172.16.16.5']), ['KA023 29:9']],
  ['strict mode', only(['    script_user', 'vrrp_strict\nscript_user']), ['KA040 4:1']],
  ['strict mode of an instance', only(['nopreempt', 'strict_mode on\nnopreempt']), ['KA040 22:5']],
  ['strict mode switched off', only(['nopreempt', 'strict_mode off\nnopreempt']), []],
  ['no_accept', only(['nopreempt', 'no_accept\nnopreempt']), ['KA041 22:5']],
  ['no garp_master_refresh', only(['    garp_master_refresh 5\n', '']), ['KA044 16:1']],
  ['a garp_master_delay of 0', only(['garp_master_delay 1', 'garp_master_delay 0']), ['KA044 34:23']],
  [
    'garp settings for all instances',
    only(['    garp_master_refresh 5\n', ''], ['    script_user', 'vrrp_garp_master_refresh 5\nscript_user']),
    [],
  ],
  ['two addresses', only(['172.16.16.12', '172.16.16.12\n172.16.16.13']), ['KA045 33:1']],
  [
    'two addresses, one repeat',
    only(
      ['172.16.16.12', '172.16.16.12\n172.16.16.13'],
      ['    script_user', 'vrrp_garp_master_repeat 1\nscript_user'],
    ),
    [],
  ],
  ['a network address', only(['172.16.16.12', '172.16.16.0/24']), ['KA047 32:9', 'KA052 32:9']],
  ["the node's own address", only(['172.16.16.12', '172.16.16.5']), ['KA048 32:9']],
  ["the peer's address", only(['172.16.16.12', '172.16.16.6']), ['KA048 32:9']],
  ['a mask', only(['172.16.16.12', '172.16.16.12/24']), ['KA052 32:9']],
  ['a mask of one address', only(['172.16.16.12', '172.16.16.12/32 dev eth0 label eth0:1']), []],
  ['no skipping of the address check', only(['    vrrp_skip_check_adv_addr\n', '']), ['KA053 15:1']],
  ['skipping switched off', only(['nopreempt', 'skip_check_adv_addr off\nnopreempt']), ['KA054 22:25']],
  ['a long password', only(['k7Rw2xQz', 'k7Rw2xQz9']), ['KA060 25:19']],
  ['a password with a comment character', only(['k7Rw2xQz', 'k7Rw!2xQz']), ['KA061 25:23']],
  ['a password with a blank', only(['k7Rw2xQz', 'k7Rw 2xQ']), ['KA061 25:24']],
  ['a password with an escape', only(['k7Rw2xQz', 'k7Rw\\#2xQ']), ['KA061 25:23']],
  ['a password in quotes', only(['k7Rw2xQz', '"k7 Rw#2x"']), []],
  ['a sample password', only(['k7Rw2xQz', '1111']), ['KA062 25:19']],
  ['authentication with version 3', only(['    script_user', 'vrrp_version 3\nscript_user']), ['KA063 24:5']],
  ['an undefined script', only([/service\n {4}}/, 'servce\n    }']), ['KA070 37:9']],
  [
    'a script defined too late',
    only([/vrrp_script[^}]*}\n/, ''], [/$/, 'vrrp_script service {\n script /x\n init_fail\n}\n']),
    ['KA070 30:9'],
  ],
  [
    'an entry that is there twice',
    only([/service\n {4}}/, 'service\n        service weight 10\n    }']),
    ['KA016 38:9', 'KA094 38:9'],
  ],
  [
    'an undefined process, file and detection',
    only([
      '    garp_master_delay',
      '    track_process {\n p\n}\ntrack_file {\n f\n}\ntrack_bfd {\n b\n}\n    garp_master_delay',
    ]),
    ['KA070 35:2', 'KA070 38:2', 'KA070 41:2'],
  ],
  ['a weight in another notation', only([/service\n {4}}/, 'service weight=0\n    }']), ['KA090 37:17']],
  ['two scripts on a line', only([/service\n {4}}/, 'service other\n    }']), ['KA005 37:17']],
  [
    'a member that is no instance',
    only([/$/, 'vrrp_sync_group G {\n group {\n VI_51\n VI_52\n }\n}\n']),
    ['KA070 44:2'],
  ],
  ['a peer of the other family', only(['172.16.16.6', 'fd00::6']), ['KA095 29:9']],
  [
    'an address of the other family',
    only(['172.16.16.12', '172.16.16.12\nfd00::12']),
    ['KA045 33:1', 'KA095 33:1'],
  ],
  [
    'an address whose device is missing',
    only(['172.16.16.12', '172.16.16.12/24 dev']),
    ['KA052 32:9', 'KA090 32:25'],
  ],
  [
    'a label that is too long',
    only(['172.16.16.12', '172.16.16.12 label eth0:abcdefghijkl']),
    ['KA090 32:28'],
  ],
  [
    'a broadcast address that is none',
    only(['172.16.16.12', '172.16.16.12 brd 10.0.0.256']),
    ['KA090 32:26'],
  ],
  ['nopreempt with a value', only(['nopreempt', 'nopreempt off']), ['KA054 22:15']],
  ['an interval of nothing', only(['interval 2', 'interval 0']), ['KA090 10:14', 'KA077 11:13']],
  [
    'a virtual server that is none',
    only([/$/, 'virtual_server {\n delay_loop 6\n}\n']),
    ['KA004 41:1', 'KA092 41:1', 'KA092 41:1', 'KA092 41:1'],
  ],
  [
    'a real server of another kind',
    only([
      /$/,
      'virtual_server 10.0.0.1 80 {\n lb_algo rr\n lb_kind NAT\n protocol TCP\n real_server 10.0.0.2 80 {\n  TCP_CHEK {\n  }\n }\n}\n',
    ]),
    ['KA003 46:3'],
  ],
  ['no script security', only(['    enable_script_security\n', '']), ['KA074 8:12']],
  ['a slow check', only(['interval 2', 'interval 5']), ['KA077 10:14']],
  ['a check without end', only(['timeout 1', 'timeout 2']), ['KA077 11:13']],
  ['no init_fail', only(['    init_fail\n', '']), ['KA078 8:1']],
  [
    'the sample mail addresses',
    only(['    script_user', 'notification_email {\n acassen@firewall.loc\n}\nscript_user']),
    ['KA087 5:2'],
  ],
  [
    'the sample mail server',
    only(['    script_user', 'smtp_server 192.168.200.1\nscript_user']),
    ['KA087 4:13'],
  ],
  ['a number out of range', only(['virtual_router_id 51', 'virtual_router_id 300']), ['KA090 19:23']],
  ['a hexadecimal number', only(['virtual_router_id 51', 'virtual_router_id 0x33']), ['KA090 19:23']],
  ['a state in lower case', only(['BACKUP', 'backup']), ['KA090 17:11']],
  ['a semicolon', only(['advert_int 1', 'advert_int 1;']), ['KA090 21:16']],
  ['no address', only(['172.16.16.12', '172.16.16.412']), ['KA090 32:9']],
  ['no peer address', only(['172.16.16.6', 'node-b']), ['KA090 29:9']],
  ['an unknown word behind an address', only(['172.16.16.12', '172.16.16.12 device eth0']), ['KA090 32:22']],
  ['an open quote', only(['router_id node-a', 'router_id "node-a']), ['KA004 2:5', 'KA090 2:5']],
  ['an include', only([/^/, 'include other.conf\n']), ['KA091 1:1']],
  ['a condition', only(['    priority 250', '@a priority 250']), ['KA091 20:1']],
  ['no id', only(['    virtual_router_id 51\n', '']), ['KA092 16:1']],
  ['no interface', only(['    interface eth0\n', '']), ['KA092 16:1']],
  ['no address at all', only(['        172.16.16.12\n', '']), ['KA092 16:1']],
  ['an open quote inside a command', only(['keepalived/notify', "keepalived/'notify"]), ['KA090 39:12']],
  ['no password', only(['        auth_pass k7Rw2xQz\n', '']), ['KA092 23:5']],
  ['no kind of authentication', only(['        auth_type PASS\n', '']), ['KA092 23:5']],
  ['a check without a script', only([/ {4}script .*\n/, '']), ['KA092 8:1']],
  ['a second notify', only([/( {4}notify .*\n)/, 'notify /a\nnotify /b\n']), ['KA092 40:1']],
  [
    'a name for a block that has none',
    only(['virtual_ipaddress {', 'virtual_ipaddress a {']),
    ['KA090 31:23'],
  ],
  ['two names', only(['VI_51', 'VI 51']), ['KA090 16:18']],
  ['a source that is no address', only(['172.16.16.5', '172.16.5']), ['KA090 27:20']],
  ['slashes in front', only(['    priority', '//priority']), ['KA006 20:1']],
  ['a stray tilde', only(['    priority', '~ priority']), ['KA003 20:1']],
  ['a fraction with version 2', only(['advert_int 1', 'advert_int 1.5']), ['KA093 21:16']],
];

describe('lintNode', () => {
  it('finds nothing in a good configuration, whatever the release', () => {
    expect(found(GOOD)).toEqual([]);
    expect(
      ['1.2.24', '1.3.5', '2.2.7', '2.4.3'].map((version) => lintNode(config(GOOD), { version })),
    ).toEqual([expect.arrayContaining([expect.objectContaining({ rule: 'KA003' })]), [], [], []]);
  });

  it.each(CASES)('notices %s', (_, edits, expected) => {
    expect(found(edited(GOOD, ...edits))).toEqual(expected);
  });

  it('notices what two instances have in common', () => {
    const second = GOOD.slice(GOOD.indexOf('vrrp_instance'));
    expect(found(GOOD + second).map((line) => line.slice(0, 5))).toEqual(['KA092', 'KA026', 'KA049']);
  });

  it('counts the addresses of an interface', () => {
    const many = Array.from({ length: 6 }, (_, index) => `172.16.16.${20 + index}`).join('\n');
    expect(found(edited(GOOD, ['172.16.16.12', many]))).toEqual(['KA045 33:1', 'KA046 37:1']);
  });

  it.each([
    ['KA003', '2.2.4', ['nopreempt', 'unicast_fault_no_peer\nnopreempt'], 'unicast_fault_no_peer', true],
    ['KA003', '2.2.5', ['nopreempt', 'unicast_fault_no_peer\nnopreempt'], 'unicast_fault_no_peer', false],
    ['KA009', '2.0.6', ['    script_user', 'vrrp_garp_interval 0\nscript_user'], '', false],
    ['KA009', '2.0.7', ['    script_user', 'vrrp_garp_interval 0\nscript_user'], '', true],
    ['KA053', '2.3.3', ['    vrrp_skip_check_adv_addr\n', ''], '', false],
    ['KA053', '2.3.2', ['    vrrp_skip_check_adv_addr\n', ''], '', true],
    ['KA090', '2.3.1', ['timeout 1', 'timeout 0.5'], '', true],
    ['KA090', '2.3.2', ['timeout 1', 'timeout 0.5'], '', false],
  ] as const)('%s with release %s: %j', (rule, version, edit, _, expected) => {
    const rules = found(edited(GOOD, edit), version).map((line) => line.slice(0, 5));
    expect(rules.includes(rule)).toBe(expected);
  });

  it('does not quote what may be a password', () => {
    const findings = lintNode(config(edited(GOOD, ['auth_pass k7Rw2xQz', 'k7Rw2xQz'])));
    expect(findings.map(({ rule }) => rule)).toEqual(['KA092', 'KA003']);
    expect(JSON.stringify(findings)).not.toContain('k7Rw2xQz');
  });
});
