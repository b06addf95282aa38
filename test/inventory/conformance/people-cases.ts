import type { Case } from './compare.ts';

/** What Ansible passes over, with a warning or without: people's inventories have much of it. */
const PASSED_OVER: Readonly<Record<string, string>> = {
  'an unknown section': 'all:\n  host:\n    h1:\n  hosts:\n    h2:\n',
  'a group beside children': 'all:\n  hosts: {h2: }\n  web: {hosts: {h1: }}\n',
  'a variable beside vars': 'web:\n  hosts: {h2: }\n  ansible_user: root\n  tags: [a, b]\n',
  'sections at the top': 'hosts:\n  h1:\nvars:\n  x: 1\nchildren:\n  web:\nall: {hosts: {h: }}\n',
  'a host at the top': 'h1:\n  ansible_host: 1.2.3.4\n  ansible_user: x\n',
  'hosts beside hosts': 'all:\n  hosts:\n  h1:\n  h2:\n',
  'a list for a group': 'web:\n  - h1\ndb: {hosts: {h2: }}\n',
  'a text for a group': 'web: h1\ndb: {hosts: {h2: }}\n',
  'a text for a child': 'all:\n  children:\n    web: x\n',
  'a text for vars': 'all:\n  hosts: {h: }\n  vars: abc\n',
  'a list for hosts': 'web:\n  hosts:\n    - h1\n',
  'a text for a host': 'all:\n  hosts:\n    h1: abc\n',
  'an empty text for a host': 'all:\n  hosts:\n    h1: ""\n    h2: no\n    h3: []\n    h4: 0\n',
  _meta: '_meta:\n  hostvars:\n    h: {x: 1}\nweb: {hosts: {h: }}\n',
  'hosts twice': 'all:\n  hosts:\n    h1: {a: 1, b: 2}\n    h2: {a: 2}\n    h1: {a: 3}\n',
  'groups twice': 'web:\n  hosts: {h1: }\ndb: {hosts: {h3: }}\nweb:\n  hosts: {h2: }\n',
  'children twice': 'all:\n  children:\n    web: {hosts: {h1: }}\n  children:\n    db: {hosts: {h2: }}\n',
  'variables twice': 'all:\n  hosts: {h: {x: 1, y: {a: 1, a: 2}, x: 3}}\n',
  'variables that are no text':
    'all:\n  vars:\n    22: a\n    80: b\n  hosts: {h: {yes: 1, ~: 2, m: {2.5: b, no: c, ~: d}}}\n',
  'a non-breaking space': 'all:\n  hosts:\n    h:\n      x\u00a0y: "a\u00a0b"\n',
  'names of hosts with blanks':
    'all:\n  hosts:\n    "my host": {x: 1}\n    "a,b": {}\n    "a=b":\n    h1 ansible_host=1.2.3.4:\n    "{{ x }}":\n',
  'hosts without colons': 'all:\n  hosts:\n    h1\n    h2\n',
  'nothing but groups': 'all:\n  children:\n    web:\n    db:\n',
  'nothing but variables': 'all:\n  vars: {x: 1}\n',
  'nothing at all': '# hosts come here\n',
};

const MERGED: Readonly<Record<string, string>> = {
  'a mapping of defaults':
    'x-defaults: &d {a: 1}\nall:\n  hosts:\n    h1: *d\n    h2: {b: 2, <<: *d, a: 3}\n',
  'hosts of another group':
    'all:\n  children:\n    a:\n      hosts: &h\n        h1:\n        h2: {x: 1}\n    b:\n      hosts: *h\n    c: {hosts: {h0: , <<: *h, h3: }}\n',
  'a list of mappings':
    'all:\n  vars: {a: &a {x: 1}, b: &b {x: 2, y: 2}}\n  hosts: {h: {<<: [*a, *b], z: 1}}\n',
  'two of them':
    'all:\n  vars: {a: &a {x: 1}, b: &b {x: 2, y: 2}}\n  hosts:\n    h:\n      <<: *a\n      <<: *b\n',
};

const yaml = (what: string, cases: Readonly<Record<string, string>>): readonly Case[] =>
  Object.entries(cases).map(([name, text]) => ({
    name: `YAML, ${what}: ${name}`,
    files: { 'hosts.yml': text },
    patterns: ['all'],
  }));

const beside = (name: string, files: Readonly<Record<string, string>>): Case => ({
  name: `variables in files: ${name}`,
  files: { hosts: '[web]\nh1 a=1\nh2\n', ...files },
});

const program = (name: string, printed: unknown): Case => ({
  name: `a program: ${name}`,
  files: {
    inv: `#!/bin/sh\ncat <<'END'\n${typeof printed === 'string' ? printed : JSON.stringify(printed)}\nEND\n`,
  },
});

/** The shapes of what people have, and no tool would write. */
export const PEOPLE: readonly Case[] = [
  ...yaml('passed over', PASSED_OVER),
  ...yaml('merged', MERGED),
  ...yaml('numbers', {
    small: 'all: {hosts: {h: {a: 1.0e-7, b: 0.00001, c: 0.0001, d: 5.0e-324, e: -0.00002}}}',
  }),
  beside('twice', { 'group_vars/all.yml': 'x: 1\ny: 2\nx: 3\n' }),
  beside('false', { 'group_vars/all.yml': 'no\n' }),
  beside('numbers for names', { 'group_vars/all.yml': '80: a\nx: 1\n' }),
  {
    name: 'a folder with what is no inventory',
    files: { 'inv/a': '[web]\nh1\n', 'inv/requirements.yml': 'roles:\n  - x\ncollections: []\n' },
    sources: ['inv'],
  },
  {
    name: 'an INI file with groups far behind what they are children of, and notes everywhere',
    files: {
      hosts: `[default]
; ---
dc01 ansible_host={{ range }}.10 name=dc01  # x=1
lx01 ansible_host={{ range }}.12 ansible_ssh_common_args='-o StrictHostKeyChecking=no'
[cron:children]
common
[common:children]
; not yet
default
[all:vars]
adapter=Ethernet 2
; transport=basic
layouts=["0000040C", "00000409"]
users={'demo': '$apr1$LcfsxR41$zY2', 'x': 1}
version = v3.0.2
url=http://x.x:1/?a=b#c
empty=
`,
    },
    patterns: ['cron', 'common[0]', 'lx*'],
  },
  program('nothing', {}),
  program('null for a group', { a: null }),
  program('only _meta', { _meta: { hostvars: { h: { x: 1 } } } }),
  program(
    'floats',
    '{"web": {"hosts": ["h"], "vars": {"f": 1.0, "g": 1e-7, "h": 12345678901234567890}}, "_meta": {}}',
  ),
];
