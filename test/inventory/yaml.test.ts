import { describe, expect, it } from 'vitest';
import { ProblemList } from '../../src/inventory/problem-list.ts';
import { parseYaml } from '../../src/inventory/sources/formats/parse-yaml.ts';
import { cpuMsOf } from '../support/cpu-time.ts';
import { loaded, problemsOf, warningsOf } from './folder.ts';

describe('YAML as PyYAML reads it', () => {
  it.each<[string, unknown]>([
    ['no', false],
    ['yes', true],
    ['On', true],
    ['OFF', false],
    ['y', 'y'],
    ['"no"', 'no'],
    ['0640', 416],
    ['0o17', '0o17'],
    ['08', '08'],
    ['0x1F', 31],
    ['0b101', 5],
    ['-0x10', -16],
    ['1_000', 1000],
    ['12:30', 750],
    ['1:2:3.5', 3723.5],
    ['0:30', '0:30'],
    ['1e3', '1e3'],
    ['1.5e+3', 1500],
    ['.5', 0.5],
    ['+.5', '+.5'],
    ['-.inf', Number.NEGATIVE_INFINITY],
    ['2.2.7', '2.2.7'],
    ['2001-12-14', '2001-12-14'],
    ['~', null],
    ['', null],
    ['12345678901234567890', '12345678901234567890'],
    ['!unsafe "{{ x }}"', '{{ x }}'],
    ['!!str 5', '5'],
  ])('%s is %j', async (text, value) => {
    const inventory = await loaded(`all: { hosts: { h: { x: ${text} } } }`);
    expect(inventory.hosts.get('h')?.vars).toEqual({ x: value });
  });

  it('takes anchors, aliases and merge keys', async () => {
    const inventory = await loaded(`
all:
  vars: { base: &base { havip_role: secondary, x: 1 }, shared: &havip { address: 10.0.0.9, virtual_router_id: 5 } }
  children:
    g:
      vars: { havip: { <<: *havip, preempt: yes } }
      hosts:
        a: { <<: *base, havip_role: primary }
        b: *base
`);
    expect(inventory.hosts.get('a')?.vars).toMatchObject({ havip_role: 'primary', x: 1 });
    expect(inventory.clusters[0]).toMatchObject({
      havip: { preempt: true },
      members: [{ role: 'primary' }, { role: 'secondary' }],
    });
  });

  it('points into the anchor for what comes from there', async () => {
    const text = `
all:
  vars:
    shared: &havip
      address: 10.0.0.9
      virtual_router_id: 500
  children:
    g: { vars: { havip: *havip }, hosts: { a: { havip_role: primary }, b: { havip_role: secondary } } }
`;
    expect(await problemsOf(text)).toEqual([
      'inventory.yaml:6:26 inventory.wrong-value: havip.virtual_router_id must be a whole number from 1 to 255',
    ]);
  });

  it('works templates out, and leaves out what it cannot open: odd keys stay', async () => {
    const inventory = await loaded(`
all:
  hosts:
    h:
      url: "http://{{ inventory_hostname }}/"
      db_note: !vault |
        $ANSIBLE_VAULT;1.1;AES256
        6162
      ports: { 80: http, yes: 1 }
`);
    expect(JSON.parse(JSON.stringify(inventory.hosts.get('h')?.vars))).toEqual({
      url: 'http://h/',
      ports: { 80: 'http', true: 1 },
    });
  });
});

describe('files that are no inventory', () => {
  it.each<[string, string | Uint8Array, readonly string[]]>([
    [
      'a tab',
      'all:\n  hosts:\n    a:\n\tb:\n',
      ['inventory.yaml:4:1 inventory.tab: a tab in the indentation'],
    ],
    [
      'a tab after spaces',
      'all:\n  hosts:\n  \ta: {}\n',
      ['inventory.yaml:3:3 inventory.tab: a tab in the indentation'],
    ],
    ['nothing', '', ['inventory.empty: there is no host and no group in inventory.yaml']],
    ['only comments', '# x\n', ['inventory.empty: there is no host and no group in inventory.yaml']],
    ['null', '---\n', ['inventory.yaml:1:1 inventory.empty: the inventory file is empty']],
    [
      'a list',
      '- a\n',
      ['inventory.yaml:1:1 inventory.not-a-mapping: the inventory must be a mapping, not a list'],
    ],
    [
      'a plugin',
      'plugin: aws_ec2\n',
      ['inventory.yaml:1:1 inventory.plugin: a plugin configuration, not an inventory'],
    ],
    [
      'an open quote',
      'all:\n  hosts:\n    a: { x: "y }\n',
      ['inventory.yaml:4:1 inventory.syntax: not valid YAML'],
    ],
    [
      'two documents',
      'all:\n---\nall:\n',
      ['inventory.yaml:2:1 inventory.syntax: the file holds several YAML documents'],
    ],
    [
      'an alias to nothing',
      'all: *x\n',
      ['inventory.yaml:1:6 inventory.unknown-alias: alias "*x" has no anchor before it'],
    ],
    [
      'an alias to itself',
      'all: &x { vars: *x }\n',
      ['inventory.yaml:1:17 inventory.unknown-alias: alias "*x" has no anchor before it'],
    ],
    [
      'an unknown tag',
      'all: { vars: { x: !secret y } }\n',
      ['inventory.yaml:1:19 inventory.unknown-tag: unknown tag !secret'],
    ],
    [
      'an encrypted file',
      '$ANSIBLE_VAULT;1.1;AES256\n61\n',
      ['inventory.yaml:1:1 inventory.vault: the file is encrypted with ansible-vault'],
    ],
    [
      'another encoding',
      new Uint8Array([0x61, 0xff]),
      ['inventory.encoding: inventory.yaml is not UTF-8 text'],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await problemsOf({ 'inventory.yaml': text })).toEqual(expected);
  });

  it('a missing file', async () => {
    expect(await problemsOf({ 'other.yaml': '' })).toEqual([
      'inventory.missing-file: no inventory at inventory.yaml',
    ]);
  });

  it('says where the first of two keys is, and goes on checking', async () => {
    const text = 'all:\n  vars: { ansible_port: x, a: 1, a: 2 }\n  hosts: { h: }\n';
    expect(await problemsOf(text)).toEqual([
      'inventory.yaml:2:25 inventory.wrong-value: ansible_port must be a port from 1 to 65535',
    ]);
    expect(await warningsOf(text)).toEqual([
      'inventory.yaml:2:34 inventory.duplicate-key: "a" is there twice',
    ]);
  });

  it('says nothing about what may stand in a file that cannot be parsed', async () => {
    const files = {
      'inventory.yaml': 'g: { hosts: { a: { havip_role: primary } } }',
      'group_vars/g.yml': 'havip:\n\taddress: 1\n',
    };
    expect(await problemsOf(files)).toEqual(['group_vars/g.yml:2:1 inventory.tab: a tab in the indentation']);
  });
});

describe('a file that would take all memory', () => {
  const bomb = (levels: number, width: number) => {
    const names = Array.from({ length: levels }, (_, level) => `a${level}`);
    const lines = names.map((name, level) => {
      const item = level === 0 ? '"lol"' : `*${names[level - 1]}`;
      return `    ${name}: &${name} [${Array.from({ length: width }, () => item).join(', ')}]`;
    });
    return `all:\n  vars:\n${lines.join('\n')}\n  hosts:\n    one:\n`;
  };

  it.each([
    ['aliases of aliases', bomb(9, 9), 'inventory.alias-bomb'],
    ['many of them', bomb(30, 2), 'inventory.alias-bomb'],
    ['lists in lists', `all: ${'['.repeat(200)}${']'.repeat(200)}\n`, 'inventory.too-deep'],
    ['mappings in mappings', `all: ${'{a: '.repeat(5000)}1${'}'.repeat(5000)}\n`, 'inventory.syntax'],
    ['lists beyond what a parser can follow', `all: ${'['.repeat(10_000)}`, 'inventory.syntax'],
  ])('%s: refused at once', async (_name, text, code) => {
    const problems = new ProblemList();
    const costs = await cpuMsOf(() => expect(parseYaml('inventory.yaml', text, problems)).toBeUndefined());
    expect(problems.sorted().map((problem) => problem.code)).toContain(code);
    expect(costs).toBeLessThan(5000);
  });

  it('and one that uses aliases as people do is read', () => {
    const hosts = Array.from({ length: 500 }, (_, index) => `    h${index}: { <<: *d }`).join('\n');
    const text = `all:\n  vars:\n    d: &d { a: 1, b: 2, c: [1, 2, 3] }\n  hosts:\n${hosts}\n`;
    const problems = new ProblemList();
    expect(parseYaml('inventory.yaml', text, problems)).toBeDefined();
    expect(problems.sorted()).toEqual([]);
  });
});
