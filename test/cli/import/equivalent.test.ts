import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importNodes } from '../../../src/cli/import/import-nodes.ts';
import { importText } from '../../../src/cli/import/tell-import.ts';
import { networkFact } from '../../../src/resources/network.ts';
import { nodeFrom, type PairStyle, pair } from '../../havip/import/sample.ts';
import { type Bench, startBench } from '../support/in-process.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const world = { homeDirectory: '/nonexistent', localUser: 'tester', environment: {} };

/** What an import loses of files, or changes with an effect on the address, and what `plan` would refuse of it. */
async function told(texts: readonly string[]): Promise<readonly string[]> {
  const nodes = texts.map((text, index) => nodeFrom(`n${index + 1}`, text));
  const done = await importNodes(world, nodes, { out: join(bench.folder, 'out.yaml'), check: true });
  if (!done.ok) throw new Error(JSON.stringify(done.problems));
  const of = done.value.clusters.flatMap(({ comparisons }) => comparisons);
  const refusals = done.value.clusters.flatMap((cluster) => cluster.refusals);
  return refusals.concat(
    of.flatMap(({ losses, differences }) => [
      ...losses.map(({ name, does }) => `${name}: ${does}`),
      ...differences.filter(({ effect }) => !effect.startsWith('none')).map(({ key }) => key),
    ]),
  );
}

const SCRIPT = (name: string, more = '') =>
  `vrrp_script ${name} {\n    script "/usr/bin/${name}.sh a"\n    interval 2\n${more}}\n`;

const SERVER = (lines: string) => `virtual_server 10.0.0.9 80 {\n protocol TCP\n lb_algo rr\n ${lines}\n}\n`;

const MANY = Array.from({ length: 12 }, (_, index) => `10.0.0.${index + 20}/24`);

/** What people write, kind by kind. */
const KINDS: readonly (readonly [string, PairStyle])[] = [
  ['unicast', {}],
  ...[
    ['no limits to the TTL of adverts', '', ''],
    ['limits that count for nothing', ' min_ttl 0 max_ttl 255', ''],
    ['a least TTL', ' min_ttl 64', 'unicast_ttl 64\n    check_unicast_src'],
    ['a range of TTLs', ' min_ttl 60 max_ttl 64', 'unicast_ttl 64\n    check_unicast_src'],
  ].map(([what = '', hops, more]): [string, PairStyle] => [
    what,
    {
      multicast: true,
      more: `unicast_src_ip OWN\n    unicast_peer {\n        OTHER${hops}\n    }\n    ${more}`,
    },
  ]),
  ['multicast', { multicast: true }],
  ['multicast to a group of its own', { multicast: true, globals: 'vrrp_mcast_group4 224.0.0.77' }],
  ['multicast from an address of its own', { multicast: true, more: 'mcast_src_ip OWN' }],
  ['multicast of version 3', { multicast: true, globals: 'vrrp_version 3', more: 'advert_int 0.2' }],
  ['state MASTER on both, a priority of an owner', { state: 'MASTER', priorities: [255, 254] }],
  ['equal priorities', { priorities: [100, 100] }],
  ['default gratuitous ARP', { more: 'garp_master_delay 5\n    garp_master_refresh 0' }],
  ['other gratuitous ARP', { globals: 'vrrp_garp_master_repeat 2\n    vrrp_garp_master_refresh 60' }],
  ['several addresses', { addresses: ['10.0.0.9/24', '10.0.0.8/24 brd 10.0.0.255', '10.0.0.7 scope link'] }],
  ['an address on another interface', { addresses: ['10.0.0.9', '10.1.0.9/16 dev eth1 label eth1:vip'] }],
  ['a label without the name of a card', { addresses: ['10.0.0.9/24 label vip'] }],
  ['every address on another interface', { addresses: ['192.0.2.9/24 dev eth1'] }],
  ['excluded addresses', { more: 'virtual_ipaddress_excluded {\n 10.0.0.8\n 2001:db8::9/64 dev eth1\n }' }],
  ['a script of another user', { more: 'notify_master "/opt/up.sh one" ops\n    notify_backup "up.sh two"' }],
  ['a script for all changes', { more: 'notify /opt/notify.sh' }],
  ['a script of another user for all changes', { more: 'notify "/opt/notify.sh a" ops adm' }],
  ['a script for all changes, by its name alone', { more: 'notify notify.sh' }],
  ['a positive weight', { before: SCRIPT('c', '    weight 60\n'), more: 'track_script {\n c\n }' }],
  [
    'a negative weight that moves nothing',
    { before: SCRIPT('d', '    weight -1\n'), more: 'track_script {\n d\n }' },
  ],
  [
    'a weight beside nopreempt',
    { before: SCRIPT('e', '    weight 20\n'), more: 'nopreempt\n track_script {\n e\n }' },
  ],
  [
    'a check that may take longer than its interval, and begins as failed',
    { before: SCRIPT('f', '    timeout 10\n    init_fail\n'), more: 'track_script {\n f\n }' },
  ],
  ['many addresses by multicast', { multicast: true, addresses: MANY }],
  [
    'a scope and a broadcast',
    { addresses: ['10.0.0.9/24 scope global brd 10.0.0.255 label eth0:v dev eth0'] },
  ],
  [
    'mail to a local user',
    { globals: 'notification_email {\n root\n }\n smtp_server 127.0.0.1', more: 'smtp_alert' },
  ],
  ['a delay before it is taken back', { more: 'preempt_delay 60' }],
  ['a delay that counts for nothing', { state: 'MASTER', more: 'preempt_delay 60' }],
  [
    'a delay beside a weight',
    { before: SCRIPT('g', '    weight -60\n'), more: 'preempt_delay 3\n track_script {\n g\n }' },
  ],
  [
    'what a group of one goes by',
    {
      before: `${SCRIPT('h')}vrrp_track_process p {\n    process nginx\n}\n`,
      after: `vrrp_sync_group G {\n group {\n VI_1\n }\n${['script {\n h', 'process {\n p', 'interface {\n eth7'].map((each) => ` track_${each}\n }\n`).join('')}}\n`,
    },
  ],
  [
    'a check twice, of which the first counts',
    { before: SCRIPT('t', '    weight -60\n'), more: 'track_script {\n t\n t weight 20\n }' },
  ],
  ['rare gratuitous ARP', { more: 'garp_master_refresh 14400' }],
  ['two scripts at one change', { more: 'notify_master /a.sh\n    notify "/b.sh x"' }],
  [
    'scripts of a group of one',
    { after: 'vrrp_sync_group G {\n group {\n VI_1\n }\n notify_master "/a.sh master"\n notify /b.sh\n}\n' },
  ],
  [
    'scripts of a group of one by other users',
    {
      globals: 'script_user ops',
      after: 'vrrp_sync_group G {\n group {\n VI_1\n }\n notify_master "/a.sh master" adm\n notify b.sh\n}\n',
    },
  ],
  [
    'a check without an interval',
    { before: 'vrrp_script k {\n    script /usr/bin/k.sh\n}\n', more: 'track_script {\n k\n }' },
  ],
  ['a check that nothing goes by', { before: SCRIPT('c') }],
  ['a process that nothing goes by', { before: 'vrrp_track_process p {\n    process nginx\n}\n' }],
  ['flags of an instance', { more: 'dont_track_primary\n    promote_secondaries\n    debug 2' }],
  ['settings of all', { globals: 'enable_traps\n    vrrp_priority -5\n    dynamic_interfaces' }],
  ['static routes', { before: 'static_routes {\n    10.9.0.0/16 via 10.0.0.254 dev eth0\n}\n' }],
  ['BFD', { before: 'bfd_instance b {\n    neighbor_ip 10.0.0.3\n}\n', more: 'track_bfd {\n b\n }' }],
  [
    'a virtual server',
    {
      after:
        'virtual_server 10.0.0.9 80 {\n    lb_algo wrr\n    lb_kind DR\n    protocol TCP\n    real_server 10.0.0.3 80 {\n        weight 2\n        TCP_CHECK {\n            connect_timeout 3\n        }\n    }\n}\n',
    },
  ],
  ['lines of nobody', { globals: 'nobody 1', more: 'interface_name WLAN\n    if [ -f x ]; then' }],
  [
    'a virtual server with lines of nobody',
    { after: SERVER('nat_mask 255.255.255.0\n persistence_timeout 0') },
  ],
  ['a virtual server with two ports', { after: SERVER('lb_kind DR\n real_server 10.0.0.8 443 {\n }') }],
  ['a check that is not there', { more: 'track_script {\n nowhere\n }' }],
  ['a notification twice', { more: 'notify_fault /a.sh\n    notify_fault /b.sh' }],
  [
    'programs of another user by default',
    {
      globals: 'script_user ops',
      more: 'notify_stop "/opt/up.sh one"',
      after: SERVER('quorum_up /q\n real_server 10.0.0.8 80 {\n MISC_CHECK {\n misc_path /m\n }\n }'),
    },
  ],
  ['an address without a route', { addresses: ['10.0.0.9/24 noprefixroute'] }],
  ['a group of virtual servers', { after: 'virtual_server_group g {\n    10.0.0.9 80\n    fwmark 3\n}\n' }],
];

describe('what people write is imported as it is', () => {
  it.each(KINDS)('%s', async (_, style) => {
    expect(await told(pair(style))).toEqual([]);
  });

  it.each(KINDS)('by the file of one node alone: %s', async (_, style) => {
    expect(await told(pair(style).slice(0, 1))).toEqual([]);
  });

  it('peers without an address of its own, by the file of one node', async () => {
    const [text] = pair();
    expect(await told([text.replace(/unicast_src_ip .*/, '')])).toEqual([]);
  });

  it('multicast of machines that were asked, whose addresses are known', async () => {
    const nodes = pair({ multicast: true }).map((text, index) => ({
      ...nodeFrom(`n${index + 1}`, text),
      network: networkFact.parse(`2: eth0 inet 10.0.0.${index + 1}/24 scope global eth0`),
    }));
    const done = await importNodes(world, nodes, { out: join(bench.folder, 'asked.yaml'), check: true });
    const differences =
      done.ok && done.value.clusters.flatMap(({ comparisons }) => comparisons[0]?.differences);
    expect(differences).toContainEqual(
      expect.objectContaining({ key: 'instance mcast_src_ip', effect: expect.stringMatching(/^none/) }),
    );
  });

  it.each([
    ['in the network of its machine', '10.0.0.1/24', []],
    ['outside of it', '10.0.0.1/29', [expect.stringMatching(/10\.0\.0\.9.*10\.0\.0\.1\/29/s)]],
  ])('an address %s, of machines that were asked', async (_, cidr, refusals) => {
    const nodes = pair({}).map((text, index) => ({
      ...nodeFrom(`n${index + 1}`, text),
      network: networkFact.parse(`2: eth0 inet ${cidr.replace('.1/', `.${index + 1}/`)} scope global eth0`),
    }));
    const done = await importNodes(world, nodes, { out: join(bench.folder, 'network.yaml'), check: true });
    expect(done.ok && done.value.clusters.map((cluster) => cluster.refusals.slice(0, 1))).toEqual([refusals]);
    if (done.ok) expect(/`up` would refuse/.test(importText(done.value))).toBe(refusals.length > 0);
  });

  it.each([
    ['10.0.0.9', 0],
    ['10.0.7.9', 1],
  ])('the address %s, whose network no file says', async (address, told) => {
    const nodes = pair({ addresses: [address] }).map((text, index) => nodeFrom(`n${index + 1}`, text));
    const done = await importNodes(world, nodes, { out: join(bench.folder, 'far.yaml'), check: true });
    const texts = done.ok ? done.value.clusters.flatMap(({ assumptions }) => assumptions) : [];
    expect(texts.filter(({ text }) => /has to be in the network of/.test(text))).toHaveLength(told);
  });

  it('a weight that reaches a peer which was not seen', async () => {
    const before = SCRIPT('c', '    weight 2\n');
    const [text] = pair({ before, more: 'track_script {\n c\n }', multicast: true });
    expect(await told([text])).toEqual([]);
  });

  it('all of it in any combination', async () => {
    const joined = (styles: readonly PairStyle[]): PairStyle => ({
      multicast: styles.some(({ multicast }) => multicast),
      addresses: styles
        .flatMap(({ addresses }) => addresses ?? [])
        .slice(0, 1)
        .concat('10.0.0.99'),
      ...Object.fromEntries(
        (['globals', 'before', 'after', 'more'] as const).map((key) => [
          key,
          styles.map((each) => each[key] ?? '').join('\n'),
        ]),
      ),
    });
    const combinable = KINDS.filter(
      ([name]) => !/of version 3|addresses of its own|arp|at one change|group of one|TTL|limits/i.test(name),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.subarray([...combinable], { minLength: 2, maxLength: 6 }),
        fc.boolean(),
        async (kinds, both) => {
          const texts = pair(joined(kinds.map(([, style]) => style)));
          expect(await told(both ? texts : texts.slice(0, 1))).toEqual([]);
        },
      ),
      { numRuns: 20, seed: Number(process.env.FUZZ_SEED ?? 1) },
    );
  });
});
