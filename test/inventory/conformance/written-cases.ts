import type { Case } from './compare.ts';

const ini = (name: string, text: string, ...patterns: string[]): Case => ({
  name: `INI: ${name}`,
  files: { hosts: text },
  patterns,
});
const yaml = (name: string, text: string, ...patterns: string[]): Case => ({
  name: `YAML: ${name}`,
  files: { 'hosts.yml': text },
  patterns,
});

const INI_VALUES = [
  ...[
    'abc',
    '1',
    '-1',
    '+1',
    '--1',
    '0',
    '00',
    '007',
    '0644',
    '1_000',
    '1__0',
    '_1',
    '0x1F',
    '0o17',
    '0b11',
    '0x',
  ],
  ...[
    '1.5',
    '1.',
    '.5',
    '.',
    '1e3',
    '1E-3',
    '-2.50',
    '8.0',
    '1.2.3',
    '10.0.0.1',
    '1e',
    '1_0.5',
    '12345678901234567890',
  ],
  ...['True', 'true', 'False', 'None', 'null', 'Truely', 'yes', 'no', 'on', 'TRUE'],
  ...[
    '[1,2]',
    "['a']",
    '[a]',
    '[]',
    '{}',
    '()',
    '(1)',
    '(1,)',
    "{'a':1}",
    "{'a':[1,{'b':None}]}",
    '[1,2',
    '1,2',
    'a,b',
    '1,',
    ',',
  ],
  ...[
    '1+2',
    '10-20',
    '1-1',
    '- 1',
    '/dev/sda',
    '~/x',
    '$HOME',
    '%s',
    'a=b',
    '=',
    '{{x}}',
    'user@host',
    'http://x/?a=1&b=2',
  ],
  ...["r'a'", "b'a'", "u'a'", "f'a'", '*', '!', 'lambda', 'abc.def', 'f(1)', '"', "'"],
];

/** Each value of `:vars` is all that follows the equals sign. */
const GROUP_VALUES = [
  ...INI_VALUES,
  ...[
    '"abc"',
    "'abc'",
    '"abc" # note',
    '1 # note',
    'abc # note',
    '[1, 2] # note',
    '"a" "b"',
    '"a\\n"',
    "r'\\n'",
    '"\\x41"',
    '"\\u00e9"',
    '"\\q"',
  ],
  ...[
    '',
    '   ',
    '"',
    '"a',
    '[1, 2, ]',
    '{"a": 1, "b": [true]}',
    '{"a": 1, "b": [True]}',
    '{1: 2, None: 3}',
    '"""a"""',
    "'it''s'",
    "'it\\'s'",
  ],
  ...[
    'a;b',
    '; x',
    '#x',
    '1 2',
    '"a" b',
    'é',
    '"é"',
    "{'a': 'b', }",
    '((1))',
    '(1, 2), 3',
    '[(1, 2)]',
    'not x',
    '1 if x else 2',
  ],
];

/** A value in a host's line, where a shell's quotes mean something. */
const HOST_VALUES = [
  ...INI_VALUES.filter((value) => !/["']/.test(value) && !value.includes(' ')),
  ...[
    '"a b"',
    "'a b'",
    '"[1, 2]"',
    `"['a', 'b']"`,
    `"{'a': 1}"`,
    '\\"a\\"',
    `'"a"'`,
    'a#b',
    'a\\ b',
    '"a\\"b"',
    '"1"',
    `"'1'"`,
    '""',
  ],
];

const INI_CASES: readonly Case[] = [
  ini(
    'values in [web:vars]',
    ['[web]', 'h', '[web:vars]', ...GROUP_VALUES.map((value, index) => `v${index} = ${value}`)].join('\n'),
  ),
  ini(
    'values without blanks around =',
    ['[web]', 'h', '[web:vars]', ...GROUP_VALUES.map((value, index) => `v${index}=${value}`)].join('\n'),
  ),
  ini('values in host lines', HOST_VALUES.map((value, index) => `h${index} v=${value} w=1`).join('\n')),
  ini('only hosts', 'a\nb\n\nc\n', 'all', 'a', 'ungrouped', 'b:c'),
  ini(
    'a host of no group and groups',
    'lone\n[web]\na\nb\n[db]\nb\nc\n',
    'web',
    'web:&db',
    'all:!db',
    'ungrouped',
    '*',
  ),
  ini('comments', '# x\n; y\n[web] # note\na # note\nb #note\nc x=1#2\n   # z\n'),
  ini('indented lines', '  [web]\n   a   x=1\n\tb\ty=2\n'),
  ini('Windows line ends', '[web]\r\na x=1\r\n\r\n[web:vars]\r\ny=2\r\n'),
  ini('no newline at the end', '[web]\na'),
  ini(
    'ranges',
    '[web]\nweb[01:10]\ndb-[a:c].x\nr[1:2]n[8:9]\ns[1:9:4] p=1\n[x]\nn[:3]\n',
    'web[0]',
    'web[-1]',
    'web[1:3]',
    'db-a.x',
    'r1n8',
  ),
  ini('ports', 'a:2222\nb:22 ansible_port=33\nc.x:1 z=1\n10.0.0.1:80\nw[1:2]:5\na_b:22\nd_:22\n-e:22\n'),
  ini(
    'IPv6',
    '2001:db8::1\n::1\n[2001:db8::2]:22 x=1\n"[2001:db8::3]:23"\nfe80::1:2:3\n',
    '2001:db8::1',
    '2001:db8::2',
    '::1',
    'all:!::1',
  ),
  ini('IPv6 in groups', '[six]\n2001:db8::1\n2001:db8::2\n', 'six', 'six[1]', '2001:db8::1,2001:db8::2'),
  ini(
    'children before they are declared',
    '[all:children]\nweb\ndb\n[top:children]\nmid\n[mid:children]\nweb\n[web]\na\n[db]\nb\n',
    'top',
    'mid:&web',
  ),
  ini('children declared twice', '[web]\na\n[p:children]\nweb\nweb\n[q:children]\nweb # note\n[web]\nb\n'),
  ini('a section again', '[web]\na x=1\n[db]\nb\n[web]\nc\na y=2\n[web:vars]\nv=1\n[web:vars]\nv=2\nw=3\n'),
  ini('vars of all', '[all:vars]\nx=1\n[web]\na\n[web:vars]\nx=2\n[ungrouped]\nb\n'),
  ini('vars first', '[web:vars]\nx=1\n[web]\na\n'),
  ini('priority', '[a]\nh\n[b]\nh\n[a:vars]\nansible_group_priority=10\nx=a\n[b:vars]\nx=b\n'),
  ini('names with dashes and dots', '[web-1]\na-b.c_d\n[1web]\nx\n[web.eu]\ny\n', 'web-1', '1web', 'web.eu'),
  ini('a group named as a host', '[web]\nweb\na\n', 'web'),
  ini(
    'connection variables',
    '[web]\na ansible_host=10.0.0.1 ansible_port=2222 ansible_user=root ansible_connection=local\n',
  ),
  ini(
    'ansible_ssh_common_args in quotes',
    `a ansible_ssh_common_args='-o ProxyCommand="ssh -W %h:%p jump"'\nb ansible_ssh_common_args="-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"\n`,
  ),
  ini('a password with signs', `a word='p#a=b c'\nb word=p=q\nc word="it's"\n`),
  ini(
    'Jinja',
    '[web]\na x="{{ y }}" z={{y}}\n[web:vars]\ny={{ ansible_host }}\nw = {{ lookup("env", "HOME") }}\n',
  ),
  ini('localhost', 'localhost ansible_connection=local\n[web]\nlocalhost\n', 'localhost', 'web'),
  ini('127.0.0.1 in a group', '[web]\n127.0.0.1 ansible_connection=local\n', 'web', '127.0.0.1'),
  ini('nothing but a group', '[web]\n'),
  ini('a section of no known kind', '[web:hosts]\na\n[web:foo]\nb\n'),
  ini('a section with blanks', '[my group]\na\n'),
  ini('an undeclared child', '[p:children]\nweb\n'),
  ini('vars of an undeclared group', '[web:vars]\nx=1\n'),
  ini('a word after a host', 'a b\n'),
  ini('an open quote', 'a x="b\n'),
  ini('a variable without a value', '[web]\na\n[web:vars]\nx\n'),
  ini('a range that is none', 'a[1:x]\n'),
  ini('a range without an end', 'a[1:]\n'),
  ini('a colon at the end', 'web:\n'),
  ini('unusual hosts', 'a,b\na/b x=1\na@b\na+b\n'),
  ini('variables without a name', 'a =1\n'),
  ini(
    'INTERNAL names',
    '[all:vars]\ninventory_dir=/x\ngroups=1\ngroup_names=2\nomit=3\nplaybook_dir=4\ninventory_hostname=5\nx=6\n[web]\na\n',
  ),
];

const YAML_CASES: readonly Case[] = [
  yaml(
    'a host that is an address',
    'all: {hosts: {10.0.0.1: {x: 1}, "10.0.0.2:22": , "[2001:db8::2]:22": , "2001:db8::1": }}',
  ),
  yaml(
    'numbers',
    'all: {hosts: {h: {a: 1.0, b: 12345678901234567890, c: 1e3, d: 1.5e+3, e: -0.0, f: 0x1F, g: 8.10, h: 1_000.0}}}',
  ),
  yaml('!unsafe', 'all: {hosts: {h: {a: !unsafe "{{ x }}"}}}'),
  yaml('!vault without a password', 'all: {hosts: {h: {a: !vault "$ANSIBLE_VAULT;1.1;AES256\\n6162\\n"}}}'),
  yaml('a port only counts where a host is first named', 'a: {hosts: {h: {x: 1}}}\nb: {hosts: {"h:22": }}'),
  yaml('unquoted Jinja', 'all: {hosts: {h: {k: {{ v }} }}}'),
  yaml('empty groups and sections', 'web:\ndb: {hosts: , vars: , children: }\nall: {children: {web: , x: }}'),
  yaml(
    'the same group in two places',
    'all: {children: {a: {hosts: {h: {x: 1}}}, b: {children: {a: {vars: {y: 2}}}}}}',
  ),
  yaml('JSON', '{"all": {"hosts": {"h": {"x": [1, 2.0, null, true]}}}}'),
  yaml('dates', 'all: {hosts: {h: {a: 2001-12-14, b: 2001-12-14t21:59:43.10-05:00, c: "2001-12-14"}}}'),
  yaml(
    'block scalars',
    'all:\n  hosts:\n    h:\n      a: |\n        x\n        y\n      b: >-\n        x\n        y\n',
  ),
  { name: 'YAML without an extension', files: { hosts: 'all:\n  hosts:\n    h:\n      x: 1\n' } },
  { name: 'INI named .yml', files: { 'hosts.yml': '[web]\na x=1\n' } },
  { name: 'INI named .ini', files: { 'hosts.ini': '[web]\na x=1\n' } },
  { name: 'INI named .cfg', files: { 'hosts.cfg': 'a x=1\n' } },
  { name: 'INI with a dot in its name', files: { 'hosts.prod': '[web]\na x=1\n' } },
  { name: 'YAML in a file that ends in .ini', files: { 'hosts.ini': 'all:\n  hosts:\n    h:\n' } },
];

const SOURCES: readonly Case[] = [
  { name: 'a list of hosts', files: {}, sources: ['h1,h2:22,10.0.0.1,'], patterns: ['all', 'h1'] },
  { name: 'one host', files: {}, sources: ['h1,'] },
  {
    name: 'two files',
    files: { a: '[web]\nh1 x=1 y=1\n', 'b.yml': 'web: {hosts: {h1: {x: 2}, h2: }, vars: {z: 3}}' },
    sources: ['a', 'b.yml'],
  },
  {
    name: 'two files the other way',
    files: { a: '[web]\nh1 x=1 y=1\n', 'b.yml': 'web: {hosts: {h1: {x: 2}, h2: }, vars: {z: 3}}' },
    sources: ['b.yml', 'a'],
  },
  { name: 'a file and a list', files: { a: '[web]\nh1\n' }, sources: ['a', 'h1,h2'] },
  {
    name: 'a folder',
    files: {
      'inv/1': '[web]\nh1 x=1\n',
      'inv/2.yml': 'web: {hosts: {h2: }}\n',
      'inv/3.ini': '[no]\nno\n',
      'inv/readme.md': 'no',
      'inv/.hidden': '[no]\nno\n',
      'inv/empty': '',
      'inv/empty.yml': '',
      'inv/sub/hosts': '[web]\nh3\n',
      'inv/sub/group_vars/web.yml': 'sub: 1\n',
      'inv/sub.d/hosts': '[db]\nh4\n',
      'inv/old.bak': 'no',
      'inv/x~': 'no',
      'inv/group_vars/all.yml': 'a: 1\n',
      'inv/group_vars/web': 'w: 1\n',
      'inv/host_vars/h3.json': '{"j": 1}',
    },
    sources: ['inv'],
    patterns: ['web', 'db', 'all'],
  },
  {
    name: 'group_vars beside two sources and the playbook',
    files: {
      'a/hosts': '[web]\nh1 v=host\n[web:vars]\ng=file\n',
      'b/hosts': '[web]\nh2\n',
      'a/group_vars/all.yml': 'p: a-all\nq: a-all\n',
      'b/group_vars/all.yml': 'p: b-all\nr: b-all\n',
      'a/group_vars/web.yml': 's: a-web\ng: a-web\n',
      'a/host_vars/h1.yml': 't: a-h1\nv: a-h1\n',
      'play/group_vars/all.yml': 'p: play-all\ns: play-all\nu: play-all\n',
      'play/group_vars/web/main.yml': 'r: play-web\n',
      'play/host_vars/h1.yml': 't: play-h1\n',
      'play/host_vars/h2/x.yml': 'x: play-h2\n',
    },
    sources: ['a/hosts', 'b/hosts'],
    playbookFolder: 'play',
  },
  {
    name: 'a program with _meta',
    files: {
      inv: `#!/bin/sh
echo '{"web": ["h1", "h2"], "db": {"hosts": ["h3"], "vars": {"x": 1}, "children": ["inner"]}, "lone": {"y": 2}, "inner": {"hosts": []}, "_meta": {"hostvars": {"h1": {"z": 3, "f": 1.5}}}}'
`,
      'group_vars/web.yml': 'g: 1\n',
    },
    patterns: ['web', 'db', 'lone'],
  },
  {
    name: 'a program without _meta',
    files: {
      inv: `#!/bin/sh
if [ "$1" = --host ]; then [ "$2" = h1 ] && echo '{"z": 3}' || echo '{}'; exit 0; fi
echo '{"web": {"hosts": ["h1", "h2"]}}'
`,
    },
  },
  { name: 'a program that fails', files: { inv: '#!/bin/sh\nexit 3\n' } },
  { name: 'a program that prints a list', files: { inv: '#!/bin/sh\necho "[1]"\n' } },
  {
    name: 'TOML',
    files: {
      'hosts.toml': `[web]
children = ["apache", "nginx"]
vars = { v = [1, 2], deep = { a = 1 } }
[web.hosts]
host1 = {}
host2 = { ansible_port = 222 }
[all.vars]
x = 1
f = 2.0
[apache.hosts]
"t[1:2]" = { n = -1.5 }
[nginx.hosts]
host4 = {}
`,
    },
    patterns: ['web', 'apache'],
  },
];

const PATTERNS: readonly Case[] = [
  ini(
    'patterns',
    'lone\n[web]\nweb0\nweb1\nweb2\nweb3\n[db]\ndb1\ndb2\ndb3\nWEB9\n[all:vars]\nx=1\n[prod:children]\nweb\ndb\n[web-eu]\neu1\n2001:db8::5\n',
    ...[
      'web[0-1]',
      'web[0:1]',
      'web[1:]',
      'web[-1]',
      'web[0]',
      'web[9]',
      'web[01]',
      'web[1:2]',
      'db[1-2]',
      'db[0]',
      'prod[0:3]',
      'all[1]',
      '*[0]',
    ],
    ...[
      'web[0-1]*',
      'web[!0]',
      'web?',
      'we*',
      '*b*',
      'db[12]',
      'WEB*',
      '~(?i)db',
      '~(?i)WEB',
      '~web[0-1]',
      '~.*1$',
      '~(web|db)[13]',
      '~^db',
      'web:!web[0]',
    ],
    ...[
      'web,!web1',
      'web:&prod',
      'prod:!db',
      '!web',
      '&web',
      'web:db:&prod:!db1',
      'web0,db1,lone',
      ' web0 , db1 ',
      'web-eu',
      '2001:db8::5',
      'all,!2001:db8::5',
    ],
    ...[
      'nobody',
      'eu1:web0',
      '~2001',
      'web0:web0',
      'ungrouped',
      'all:!all',
      'web[0],db[0]',
      'db1:db[0]',
      'w[e]b0',
      'l*e',
      'lone',
    ],
  ),
];

export const WRITTEN: readonly Case[] = [...INI_CASES, ...YAML_CASES, ...SOURCES, ...PATTERNS];
