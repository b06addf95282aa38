import type { Case } from './compare.ts';

const HOSTS = `[web]
web1 os=Debian tier=front n=1 tags={"env":"prod","team":""} list="['a','','b c']" site=eu-west.1
web2 os=RedHat tier= n=2 tags={"env":"test"} list=[] nested={"os":{"name":"x y"}}
[db]
db1 os=Debian templated="{{ os }}-{{ n }}" n=3
db2
[web:vars]
role=www
[all:vars]
everywhere=1
[prod:children]
web
`;

const constructed = (name: string, options: string, more: Readonly<Record<string, string>> = {}): Case => ({
  name: `constructed: ${name}`,
  files: { 'inv/1-hosts': HOSTS, 'inv/2.yml': `plugin: constructed\n${options}`, ...more },
  sources: ['inv'],
  patterns: ['all', 'os_*'],
});

/** Groups and variables that are made of what other sources say. */
export const CONSTRUCTED: readonly Case[] = [
  constructed(
    'compose',
    `compose:
  both: os ~ "-" ~ n
  plus: n + 1
  listed: list | length
  name: inventory_hostname | upper
  copy: templated
  groups_of: group_names
  missing: nobody
  number: 5
  yes: true
  text: "'quoted'"
  looked: lookup('pipe', 'echo x')
  top: everywhere | default('none')
  www: role | default('none')
  dict: "{'a': n}"
`,
  ),
  constructed(
    'groups',
    `groups:
  debian: os == "Debian"
  big: n > 1
  never: nobody is defined
  always: true
  odd-name.x: inventory_hostname.startswith('web')
  broken: nobody.x == 1
  by_group: "'web' in group_names"
  1st: os is defined
`,
  ),
  constructed(
    'keyed groups',
    `keyed_groups:
  - key: os
    prefix: os
  - key: os
  - key: os
    separator: ""
  - key: tier
    prefix: tier
    default_value: none
  - key: tags
    prefix: tag
  - key: tags
    prefix: t
    trailing_separator: false
  - key: tags
    prefix: d
    default_value: nobody
  - key: list
    prefix: list
    separator: "-"
  - key: site
    prefix: site
    parent_group: all_sites
  - key: os
    prefix: child
    parent_group: "{{ os | lower }}-family"
  - key: os
    prefix: lost
    parent_group: "{{ nobody }}"
  - key: nested.os.name
    prefix: nested
`,
  ),
  constructed(
    'a leading separator',
    'leading_separator: false\nkeyed_groups:\n  - key: os\n  - {key: tags}\n  - {key: os, prefix: p}\n',
  ),
  constructed('a number for a key', 'keyed_groups:\n  - key: n\n'),
  constructed('strict', 'strict: true\ncompose:\n  x: nobody\n'),
  constructed('strict and sound', 'strict: true\ncompose:\n  x: inventory_hostname\ngroups:\n  g: true\n'),
  constructed('an empty key, strict', 'strict: true\nkeyed_groups:\n  - key: "\'\'"\n'),
  constructed(
    'what it excludes',
    'keyed_groups:\n  - {key: os, default_value: x, trailing_separator: false}\n',
  ),
  constructed('variables in folders', 'compose:\n  x: in_folder\ngroups:\n  y: in_folder == 1\n', {
    'inv/group_vars/web.yml': 'in_folder: 1\n',
  }),
  constructed(
    'variables in folders that are asked for',
    'use_vars_plugins: true\ncompose:\n  x: in_folder\ngroups:\n  y: in_folder == 1\n',
    {
      'inv/group_vars/web.yml': 'in_folder: 1\n',
      'inv/host_vars/db2.yml': 'in_folder: 2\n',
    },
  ),
  constructed('variables for the groups that it makes', 'groups:\n  made: os is defined\n', {
    'inv/group_vars/made.yml': 'of_made: 1\n',
  }),
  constructed('a source after it', 'groups:\n  made: os is defined\n', { 'inv/3-more': 'late os=BSD\n' }),
  {
    name: 'constructed: by its full name, of YAML',
    files: {
      'inv/1.yml': 'all: {vars: {v: 1}, children: {web: {hosts: {h1: {os: "A b"}}}}}',
      'inv/2.yaml':
        'plugin: ansible.builtin.constructed\ncompose: {w: v + 1}\nkeyed_groups: [{key: os, prefix: os}]\n',
    },
    sources: ['inv'],
  },
  {
    name: 'constructed: in a file without an extension',
    files: { 'inv/1': 'h\n', 'inv/2': 'plugin: constructed\n' },
    sources: ['inv'],
  },
  { name: 'YAML: null for a plugin', files: { 'hosts.yml': 'plugin:\nall: {hosts: {h: }}\n' } },
];
