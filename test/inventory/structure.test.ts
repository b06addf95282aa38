import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expandHostRange } from '../../src/inventory/sources/host-range.ts';
import { load, loaded, pair, problemsOf, warningsOf, withFolder } from './folder.ts';

describe('expandHostRange', () => {
  it.each<[string, string]>([
    ['web', 'web'],
    ['web[1:3]', 'web1 web2 web3'],
    ['web[08:11]', 'web08 web09 web10 web11'],
    ['web[01:10:4].x', 'web01.x web05.x web09.x'],
    ['db-[a:c]', 'db-a db-b db-c'],
    ['[:2]', '0 1 2'],
    ['r[1:2]n[x:y]', 'r1nx r1ny r2nx r2ny'],
  ])('%s', (pattern, names) => {
    expect(expandHostRange(pattern)).toEqual({ names: names.split(' ') });
  });

  it.each<[string, RegExp]>([
    ['web[1-3]', /\[begin:end\]/],
    ['web[1:2:3:4]', /\[begin:end\]/],
    ['web[1:]', /no end/],
    ['web[01:100]', /as many digits/],
    ['web[3:1]', /begins \(3\) after/],
    ['web[c:a]', /begins \(c\) after/],
    ['web[a:3]', /neither numbers nor letters/],
    ['web[1:9:0]', /step/],
    ['web[1:3', /not closed/],
    ['web[1:9999999999]', /more than/],
    ['[1:1000][1:1000]', /more than/],
  ])('%s is an error', (pattern, error) => {
    expect(expandHostRange(pattern)).toEqual({ error: expect.stringMatching(error) });
  });
});

describe('a playbook in place of an inventory', () => {
  it.each(['site.ts', 'site.mjs', 'site.cjs'])('%s is told once', async (name) => {
    const text =
      "import { play } from 'havip-deploy';\nexport default play({ name: 'a b', hosts: 'all' });\n";
    await withFolder({ [name]: text }, async (folder) => {
      const outcome = await load(join(folder, name));
      expect(outcome.ok ? [] : outcome.problems.map(({ code, fix }) => [code, fix])).toEqual([
        [
          'inventory.no-inventory',
          expect.stringContaining(`havip-deploy run ${join(folder, name)} -i INVENTORY`),
        ],
      ]);
    });
  });
});

describe('the structure of an inventory', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'hosts as a list',
      'g:\n  hosts:\n    - a\n',
      ['inventory.yaml:3:5 inventory.not-a-mapping: hosts of group "g" must be a mapping, not a list'],
    ],
    [
      'children as a list',
      'g: { children: [a] }\n',
      ['inventory.yaml:1:16 inventory.not-a-mapping: children of group "g" must be a mapping, not a list'],
    ],
    [
      'vars as a number',
      'g: { vars: 3 }\n',
      ['inventory.yaml:1:12 inventory.not-a-mapping: vars of group "g" must be a mapping, not the number 3'],
    ],
    [
      'a child as a text',
      'g: { children: { c: x } }\n',
      ['inventory.yaml:1:21 inventory.not-a-mapping: group "c" must be a mapping, not the text "x"'],
    ],
    [
      'a host as a text',
      'g: { hosts: { a: b } }\n',
      ['inventory.yaml:1:18 inventory.not-a-mapping: host "a" must be a mapping, not the text "b"'],
    ],
    [
      'a cluster beside its vars',
      'g: { havip: { address: 10.0.0.1 }, hosts: { a: } }\n',
      ['inventory.yaml:1:6 inventory.unknown-key: unknown key "havip" in group "g"'],
    ],
    [
      'a number as a host',
      'g: { hosts: { 17: } }\n',
      ['inventory.yaml:1:15 inventory.wrong-type: the name of a host must be text'],
    ],
    [
      'an INI line as a host',
      'g: { hosts: { a ansible_host=1: } }\n',
      ['inventory.yaml:1:15 inventory.host-name: "a ansible_host=1" is no host name'],
    ],
    [
      'a bad range',
      'g: { hosts: { "a[1:": } }\n',
      ['inventory.yaml:1:15 inventory.host-name: "a[1:" is no host name'],
    ],
    [
      'a circle',
      'a: { children: { b: } }\nb: { children: { a: } }\n',
      ['inventory.yaml:2:18 inventory.circular-groups: group "a" is below itself'],
    ],
    [
      'a group in itself',
      'a: { children: { a: } }\n',
      ['inventory.yaml:1:18 inventory.circular-groups: group "a" is below itself'],
    ],
    [
      'a bad priority',
      'a: { vars: { ansible_group_priority: high } }\n',
      ['inventory.yaml:1:38 inventory.wrong-type: ansible_group_priority must be a whole number'],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await problemsOf(text)).toEqual(expected);
  });

  it.each<[string, string, string]>([
    [
      'an unknown section',
      'g: { host: { a: } }',
      '1:6 inventory.unknown-key: unknown key "host" in group "g"',
    ],
    [
      'a variable beside its vars',
      'g: { ansible_user: me, hosts: { a: } }',
      '1:6 inventory.unknown-key: unknown key "ansible_user" in group "g"',
    ],
    [
      'sections at the top',
      'hosts:\n  a:\n',
      '1:1 inventory.section-at-top: "hosts" stands at the top level, where groups stand',
    ],
    [
      'a group as a list',
      'g: [a, b]',
      '1:4 inventory.not-a-mapping: group "g" must be a mapping, not a list',
    ],
    [
      'vars as a text',
      'g: { vars: x }',
      '1:12 inventory.not-a-mapping: vars of group "g" must be a mapping, not the text "x"',
    ],
    [
      'a host as an empty text',
      'g: { hosts: { a: "" } }',
      '1:18 inventory.not-a-mapping: host "a" must be a mapping, not an empty text',
    ],
    [
      'a boolean as a variable',
      'g: { vars: { on: 1 } }',
      '1:14 inventory.wrong-type: the name of a variable must be text',
    ],
    [
      'a pasted blank',
      'g:\n  vars:\n    \u00a0x: 1\n',
      '3:5 inventory.odd-space: the name of a variable contains a non-breaking space',
    ],
    ['a host twice', 'g: { hosts: { a: , a: } }', '1:20 inventory.duplicate-key: "a" is there twice'],
    [
      'a variable twice, deep below',
      'g: { vars: { v: [{ a: 1, a: 2 }] } }',
      '1:26 inventory.duplicate-key: "a" is there twice',
    ],
  ])('%s is passed over with a warning', async (_, text, expected) => {
    const found = await warningsOf(text);
    expect(found.filter((each) => each.includes(expected))).toEqual([`inventory.yaml:${expected}`]);
    expect((await problemsOf(`${text}\nother: { hosts: { h: } }\n`)).join()).not.toContain('not-a-mapping');
  });

  it('names every file of a folder that is not read', async () => {
    const files = {
      hosts: 'a\n',
      'more.ini': 'b\n',
      'notes.md': '',
      '.hidden': '',
      'group_vars/all.yml': '',
    };
    expect((await warningsOf(files)).map((each) => each.replace(/:1:1/, ''))).toEqual([
      'more.ini inventory.skipped-file: more.ini is not read',
      'notes.md inventory.skipped-file: notes.md is not read',
    ]);
  });

  it('takes a single name for hosts and children, and a port at a host', async () => {
    const inventory = await loaded('g: { hosts: a, children: c }\nc: { hosts: { "b:2222": { x: 1 } } }\n');
    expect(inventory.hosts.get('b')?.target.port).toBe(2222);
    expect([...inventory.hosts.keys()]).toEqual(['a', 'b']);
    expect(inventory.hosts.get('b')?.groups).toEqual(['g', 'c']);
  });
});

describe('names of variables', () => {
  it.each<[string, string | undefined]>([
    ['ansible_prot', 'ansible_port'],
    ['ansible_hots', 'ansible_host'],
    ['ansibel_user', 'ansible_user'],
    ['ansible_ssh_comon_args', 'ansible_ssh_common_args'],
    ['ansible_python_interpeter', 'ansible_python_interpreter'],
    ['havipp', 'havip'],
    ['ansible_python_interpreter', undefined],
    ['ansible_ssh_pipelining', undefined],
    ['ansible_distribution', undefined],
    ['answer_url', undefined],
    ['host', undefined],
  ])('%s: %s', async (name, meant) => {
    expect(await problemsOf(`all: { hosts: { h: { ${name}: 1 } } }`)).toEqual(
      meant === undefined
        ? []
        : [`inventory.yaml:1:22 inventory.unknown-variable: unknown variable "${name}"`],
    );
  });

  it("that begin with havip_ are ours in a cluster, and elsewhere the user's", async () => {
    const notes = pair()
      .replace('ansible_host: 172.16.16.5', 'ansible_host: 172.16.16.5, havip_rol: x')
      .replace('172.16.16.9 }', '172.16.16.9, havip_rol: x }');
    expect(await problemsOf(`${notes}  vars: { havip_rol: x }\n`)).toEqual([
      'inventory.yaml:9:42 inventory.unknown-variable: unknown variable "havip_rol"',
    ]);
  });
});
