import { describe, expect, it } from 'vitest';
import { pair, problemsOf } from '../../inventory/folder.ts';

/** `line:column code: summary` of all problems of a pair with these settings, the first of which is on line 8. */
async function told(settings: string): Promise<readonly string[]> {
  return (await problemsOf(pair(settings))).map((each) =>
    each.replace('inventory.yaml:', '').replace('inventory.', ''),
  );
}

describe('wrong settings of VRRP', () => {
  it.each<[string, string]>([
    [
      'excluded_addresses: [{ adress: 10.0.0.3 }]',
      '8:32 missing-key: havip.excluded_addresses[0].address is missing',
    ],
    [
      'excluded_addresses: [{ address: 10.0.0.3, lable: x }]',
      '8:53 unknown-key: unknown key "lable" in havip.excluded_addresses[0]',
    ],
    [
      'excluded_addresses: [10.0.0.300]',
      '8:32 wrong-value: havip.excluded_addresses[0] must be an IPv4 or IPv6 address',
    ],
    [
      'excluded_addresses: [{ address: 10.0.0.3, label: eth0:much-too-long }]',
      '8:60 wrong-value: havip.excluded_addresses[0].label must be a label of up to 15 characters, such as eth0:vip',
    ],
    ['excluded_addresses: [10.0.0.3, 10.0.0.3]', '8:42 duplicate-address: 10.0.0.3 is there twice'],
    ['excluded_addresses: [172.16.16.12]', '8:32 duplicate-address: 172.16.16.12 is there twice'],
    ['version: 4', '8:20 wrong-value: havip.version must be a whole number from 2 to 3'],
    ['{ version: 3, auth_pass: abc }', '8:40 contradiction: version 3 has no auth_pass'],
    ['{ version: 2, profile: fast }', '8:26 contradiction: profile fast is VRRP version 3'],
    [
      '{ version: 3, advert_int: 0.001 }',
      '8:41 wrong-value: havip.advert_int must be seconds from 0.01 to 255',
    ],
    ['unicast_ttl: 0', '8:24 wrong-value: havip.unicast_ttl must be a whole number from 1 to 255'],
    [
      '{ unicast_ttl: 10, peer_ttl: { min: 20 } }',
      '8:44 contradiction: peer_ttl takes 20 to 255, and the adverts are sent with 10',
    ],
    [
      'garp_master_refresh: -1',
      '8:32 wrong-value: havip.garp_master_refresh must be a whole number from 0 to 86400',
    ],
    ['preempt_delay: 60', '8:26 contradiction: preempt_delay does nothing without preempt: true'],
    ['startup_delay: never', '8:26 wrong-value: havip.startup_delay must be seconds from 0.001 to 600'],
    [
      'notify: { email_faults: false }',
      '8:35 contradiction: notify.email_faults without notify.email has no effect',
    ],
    [
      'notify: { master: promote.sh }',
      '8:29 wrong-value: havip.notify.master must be the absolute path of a program',
    ],
    ['notify: { stop: { timeout: 5s } }', '8:21 missing-key: havip.notify.stop needs one of script and file'],
    [
      'notify: { webhooks: [ftp://x/tokEn] }',
      '8:32 wrong-value: havip.notify.webhooks[0] must be an http or https URL without blanks, quotes and backslashes',
    ],
    [
      'notify: { webhooks: [{ url: http://x/tokEn, kind: slack, secret: x }] }',
      '8:76 contradiction: a webhook of kind slack is not signed',
    ],
    [
      'notify: { webhooks: [http://x/tokEn, http://x/tokEm] }',
      '8:48 duplicate-webhook: two webhooks are called json',
    ],
    [
      'notify: { fault: { script: /a, file: b } }',
      '8:48 contradiction: havip.notify.fault has both script and file',
    ],
    ['notify: { maser: /a }', '8:21 unknown-key: unknown key "maser" in havip.notify'],
    ['notify: { stop: { file: not-there.sh } }', '8:35 hook-file: not-there.sh cannot be read'],
    ['virtual_routes: [10.1.0.0/16 vai 172.16.16.1]', '8:28 lint-ka090: '],
    ['virtual_rules: [from 10.1.0.300]', '8:27 lint-ka090: '],
    [
      'multicast: 10.0.0.1',
      '8:22 wrong-value: havip.multicast must be true, false, or a group from 224.0.0.0',
    ],
    [
      '{ multicast: true, unicast_ttl: 4 }',
      '8:28 contradiction: unicast_ttl is about adverts to single members',
    ],
    [
      '{ multicast: 239.1.1.1, cloud: { provider: tencent, region: ap-guangzhou, havip_id: havip-1a2b3c4d } }',
      '8:28 contradiction: a VPC carries no multicast',
    ],
    [
      'virtual_routes: ["10.1.0.0/16 } x"]',
      '8:28 wrong-value: havip.virtual_routes[0] must be one route as keepalived has it, on one line',
    ],
  ])('%s', async (text, expected) => {
    const [first] = await told(text.startsWith('{') ? `<<: ${text}` : text);
    expect(first?.slice(0, expected.length)).toBe(expected);
  });
});

describe("keepalived's own words", () => {
  const text = (where: string, ...lines: readonly string[]) =>
    `raw:\n            ${where}: |\n${lines.map((line) => `                ${line}`).join('\n')}`;

  it.each<[string, string, string]>([
    ['a word that is not known', text('instance', 'debug 2', 'debgu 1'), '11:17 lint-ka003'],
    ['a value that is none', text('instance', '', '  debug 9'), '11:25 lint-ka'],
    ['a word of another block', text('global_defs', 'debug 2'), '10:17 lint-ka003'],
    ['a block of the file', text('file', 'virtual_server {', '}'), '10:17 lint-ka'],
    ['braces that do not close', text('instance', 'track_bfd {'), '10:27 raw-unbalanced'],
    ['braces that close what is around', text('instance', '}', 'vrrp_instance X {'), '10:17 raw-unbalanced'],
    [
      'what has a setting',
      text('instance', 'debug 1', 'priority 9'),
      '11:17 raw-refused: "priority" does not belong in raw.instance: havip_priority',
    ],
    ['what all of it stands on', text('global_defs', 'router_id x'), '10:17 raw-refused: "router_id"'],
    ['another instance', text('file', 'vrrp_instance VI_2 {', '}'), '10:17 raw-refused: "vrrp_instance"'],
    ['an include', text('file', '  include /etc/other.conf'), '10:19 raw-refused: raw.file has "include"'],
    ['a definition', text('file', '$X=1'), '10:17 raw-refused'],
    ['what is off and means on', text('instance', 'skip_check_adv_addr off'), '10:17 raw-refused'],
    ['strict mode', text('global_defs', 'vrrp_strict'), '10:17 lint-ka040'],
    ['on one line', 'raw: { instance: "debgu 1" }', '8:28 lint-ka003'],
  ])('%s', async (_name, settings, expected) => {
    const [first] = await told(settings);
    expect(first?.slice(0, expected.length)).toBe(expected);
  });

  it('that are sound are taken, comments too', async () => {
    expect(await told(text('instance', '# why', 'debug 2'))).toEqual([]);
    expect(
      await told(text('file', 'virtual_server 10.0.0.1 80 {', '    real_server 10.0.0.2 80 {', '    }', '}')),
    ).toEqual([]);
  });
});
