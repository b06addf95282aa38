import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';
import { lintPair } from '../../../src/keepalived/lint/lint.ts';
import { config, type Edit, edited, GOOD, GOOD_PEER } from './sample.ts';

const found = (a: readonly Edit[], b: readonly Edit[], versions: readonly (string | undefined)[] = []) => {
  const texts = [edited(GOOD, ...a), edited(GOOD_PEER, ...b)];
  const nodes = texts.map((text, index) => {
    const version = versions[index];
    return { config: config(text, `${'ab'[index]}.conf`), ...(version === undefined ? {} : { version }) };
  });
  return lintPair(nodes).map(({ rule, place, related }) => {
    const also = related === undefined ? '' : ` ${related.file}:${related.line}`;
    return `${rule} ${place.file}:${place.line}${also}`;
  });
};

const preempt: Edit = ['    nopreempt\n', ''];

describe('lintPair', () => {
  it.each<[string, readonly Edit[], readonly Edit[], readonly string[]]>([
    ['nothing in a good pair', [], [], []],
    ['nopreempt on the lower node only', [preempt], [], ['KA013 a.conf:16 b.conf:22']],
    ['nopreempt on the higher node only', [], [preempt], []],
    [
      'a weight that nopreempt on the other node makes useless',
      [preempt, ['weight 0', 'weight -20']],
      [],
      ['KA013 a.conf:16 b.conf:22', 'KA016 a.conf:36 b.conf:22'],
    ],
    [
      'one name on both nodes',
      [['router_id node-a', 'router_id node']],
      [['router_id node-b', 'router_id node']],
      ['KA089 b.conf:2 a.conf:2'],
    ],
    ['equal priorities', [['250', '240']], [], ['KA015 b.conf:20 a.conf:20']],
    [
      'a weight that is too small',
      [preempt, ['weight 0', 'weight -10']],
      [preempt, ['weight 0', 'weight -10']],
      ['KA017 a.conf:36 a.conf:20'],
    ],
    [
      'a weight that is enough',
      [preempt, ['weight 0', 'weight -11']],
      [preempt, ['weight 0', 'weight -11']],
      [],
    ],
    ['two masters', [['BACKUP', 'MASTER']], [['BACKUP', 'MASTER']], ['KA018 b.conf:17 a.conf:17']],
    ['a wrong peer', [['172.16.16.6', '172.16.16.7']], [], ['KA022 a.conf:28 b.conf:27']],
    [
      'a wrong source',
      [],
      [['unicast_src_ip 172.16.16.6', 'unicast_src_ip 172.16.16.7']],
      ['KA022 a.conf:28 b.conf:27'],
    ],
    ['different ids', [], [['51\n', '52\n']], ['KA025 b.conf:19 a.conf:19']],
    ['different intervals', [], [['advert_int 1', 'advert_int 2']], ['KA027 b.conf:21 a.conf:21']],
    ['different passwords', [], [['k7Rw2xQz', 'k7Rw2xQy']], ['KA028 b.conf:25 a.conf:25']],
    [
      'authentication on one node',
      [],
      [[/ {4}authentication \{[^}]*}\n/, '']],
      ['KA028 b.conf:16 a.conf:25'],
    ],
    [
      'passwords that differ behind the eighth byte',
      [['k7Rw2xQz', 'k7Rw2xQza']],
      [['k7Rw2xQz', 'k7Rw2xQzb']],
      [],
    ],
    [
      'different versions of VRRP',
      [],
      [['nopreempt', 'version 3\nnopreempt']],
      ['KA029 b.conf:16 a.conf:16'],
    ],
    [
      'different addresses',
      [],
      [['172.16.16.12', '172.16.16.12\n172.16.16.13']],
      ['KA030 b.conf:32 a.conf:32'],
    ],
    [
      'different patience',
      [],
      [['nopreempt', 'down_timer_adverts 2\nnopreempt']],
      ['KA031 b.conf:16 a.conf:16'],
    ],
  ])('notices %s', (_, a, b, expected) => {
    expect(found(a, b)).toEqual(expected);
  });

  it.each<[string, readonly Edit[], readonly Edit[], readonly string[], readonly string[]]>([
    [
      'an old release with version 3',
      [['nopreempt', 'version 3\nnopreempt']],
      [['nopreempt', 'version 3\nnopreempt']],
      ['1.3.5', '2.2.7'],
      ['KA032 a.conf:16', 'KA088 b.conf:1 a.conf:1'],
    ],
    [
      'different addresses where both tolerate it',
      [],
      [['172.16.16.12', '172.16.16.12\n172.16.16.13']],
      ['2.3.3', '2.3.3'],
      [],
    ],
  ])('notices %s', (_, a, b, versions, expected) => {
    expect(found(a, b, versions)).toEqual(expected);
  });

  it('notices an id of another cluster', () => {
    const findings = lintPair([{ config: config(GOOD) }], [{ routerId: 51, cluster: 'db' }]);
    expect(findings.map(({ rule, message }) => [rule, message])).toEqual([
      ['KA026', 'virtual_router_id 51 belongs to db'],
    ]);
  });

  it("notices a virtual address that is another node's own", () => {
    const facts = { interfaces: [{ name: 'eth0', addresses: ['172.16.16.12/24'] }] };
    const findings = lintPair([{ config: config(GOOD) }, { config: config(GOOD_PEER, 'b.conf'), facts }]);
    expect(findings.map(({ rule }) => rule)).toEqual(['KA048', 'KA048']);
  });

  it('does not take the address of a holder for its own', () => {
    const facts = { interfaces: [{ name: 'eth0', addresses: ['172.16.16.5/24', '172.16.16.12/32'] }] };
    expect(lintPair([{ config: config(GOOD), facts }, { config: config(GOOD_PEER, 'b.conf') }])).toEqual([]);
  });
});

type Ranked = readonly [priority: number, weight: number];

describe('a weight of one of three nodes', () => {
  const trio = (...nodes: readonly Ranked[]) =>
    nodes.map(([priority, weight], index) => {
      const peers = [5, 6, 7].filter((last) => last !== 5 + index);
      const text = edited(GOOD, preempt)
        .replace('weight 0', `weight ${weight}`)
        .replace('priority 250', `priority ${priority}`)
        .replace('node-a', `node-${index}`)
        .replace('        172.16.16.6\n', peers.map((last) => `        172.16.16.${last}\n`).join(''))
        .replace('unicast_src_ip 172.16.16.5', `unicast_src_ip 172.16.16.${5 + index}`);
      return { config: config(text, `${'abc'[index]}.conf`) };
    });

  it.each<[string, readonly Ranked[], readonly string[]]>([
    [
      'reaches the next, not the last',
      [
        [100, -5],
        [99, -5],
        [95, -5],
      ],
      [],
    ],
    [
      'reaches none',
      [
        [100, -5],
        [95, -9],
        [90, -9],
      ],
      ['error a.conf'],
    ],
    [
      'reaches none, in another order',
      [
        [90, -9],
        [100, -5],
        [95, -9],
      ],
      ['error b.conf'],
    ],
    [
      'does not reach the last from the second',
      [
        [100, 5],
        [99, 5],
        [94, 5],
      ],
      ['warning b.conf'],
    ],
    [
      'reaches one of the same priority',
      [
        [100, -1],
        [100, -9],
        [94, -9],
      ],
      [],
    ],
    [
      'reaches neither of two of one priority',
      [
        [100, -5],
        [90, -9],
        [90, -9],
      ],
      ['error a.conf'],
    ],
  ])('%s', (_, nodes, expected) => {
    const findings = lintPair(trio(...nodes)).filter(({ rule }) => rule === 'KA017');
    expect(findings.map(({ severity, place }) => `${severity} ${place.file}`)).toEqual(expected);
  });
});

describe('lintFiles', () => {
  const other = GOOD.replaceAll('172.16.16.', '172.16.17.');
  const rules = (...texts: readonly string[]) =>
    lintFiles(texts.map((text, index) => ({ file: `${index}.conf`, text }))).findings.map(({ rule }) => rule);

  it('compares files that share an address or name each other', () => {
    expect(rules(GOOD, edited(GOOD_PEER, ['k7Rw2xQz', 'a7Rw2xQz']))).toEqual(['KA028']);
    expect(rules(GOOD, edited(GOOD_PEER, ['172.16.16.12', '172.16.16.13']))).toEqual(['KA030']);
  });

  it('does not compare clusters with each other', () => {
    expect(rules(GOOD, other)).toEqual([]);
    expect(rules(GOOD, edited(other, ['k7Rw2xQz', 'a7Rw2xQz']), GOOD_PEER)).toEqual([]);
  });
});
