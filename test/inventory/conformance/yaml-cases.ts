import type { Case } from './compare.ts';

const yaml = (name: string, text: string, ...patterns: string[]): Case => ({
  name: `YAML: ${name}`,
  files: { 'hosts.yml': text },
  patterns,
});

export const YAML_CASES: readonly Case[] = [
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
