import type { Case } from './compare.ts';

export const SOURCES: readonly Case[] = [
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
  {
    name: 'a folder with sources that cannot be read',
    files: {
      'inv/1': '[web]\nh1\n',
      'inv/2': '[web\n',
      'inv/3.yml': 'plugin: aws_ec2\nregions: [eu-west-1]\n',
      'inv/4': '#!/bin/sh\nexit 3\n',
      'inv/5.yml': 'web: {hosts: {h2: }, vars: {x: 1}}\n',
      'inv/6.yml': 'all:\n\thosts:\n',
      'inv/sub/7': 'h3 a="b\n',
    },
    sources: ['inv', 'not-there', 'h4,'],
  },
  { name: 'sources of which none can be read', files: { a: '[web\n', 'b/1': 'h1 "\n' }, sources: ['a', 'b'] },
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
  // What INI makes of the lines above the first one that is none stays.
  ...Object.entries({
    'a table for each host': '[web.hosts.h1]\nansible_host = "1.2.3.4"\n[db.hosts.h2]\nansible_port = 22\n',
    'empty tables first': '# c\n[all.vars]\n[web]\n[db.hosts]\nh1 = {}\n[x]\nchildren = ["web"]\n',
    'a setting of another program': '[tool.black]\nline-length = 100\n[build]\nrequires = ["x"]\n',
    'no blanks at all': '[web.hosts]\nh1={}\n',
    'no blanks at first': '[web.hosts]\nh1={}\nh2 = { a = 1 }\n[web.vars]\nx = 1\n',
    'no tables': 'x = 1\n',
    'only comments': '# nothing\n',
  }).map(([name, text]): Case => ({ name: `TOML: ${name}`, files: { 'hosts.toml': text } })),
  {
    name: 'constructed of what people write',
    files: {
      'inv/hosts': '[web]\nh1 os_family=Debian\nh2\n',
      'inv/zz.yaml': `plugin: ansible.builtin.constructed
strict: false
compose:
  tier: "'tier_' + (group_names | first | default('general'))"
keyed_groups:
  - key: os_family | default('none') | lower
    prefix: os
groups:
  in_web: "'web' in group_names"
  monitored: true
  needs: monitoring_enabled | default(true)
  linux: os_family | default('Linux') == 'Debian'
`,
    },
    sources: ['inv'],
  },
];
