import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { graphInventory, listInventory, selectHosts } from '../../src/inventory/index.ts';
import { hasAnsible, MISSING } from './ansible.ts';
import { load, withFolder } from './folder.ts';

const run = promisify(execFile);

/** Everything in which merging, ranges and YAML may differ. */
const FILES = {
  'inventory.yaml': `
all:
  hosts:
    lone: { x: 1 }
    two-groups: { from: all }
  vars:
    scope: all
    both: all-in-file
    map: { kept: 1, replaced: 1 }
    words: [yes, no, on, off, y, n, ~, null, True, "yes"]
    numbers: [0640, 0o17, 12:30, 1_000, 0x1F, 1e3, 1.5e+3, .5, 1., +7, -3, 0b101, 08, 1:2:3.5, 0, "0640"]
    text: [=x, a:b, 1.2.3, ":", <<x, "2001-12-14"]
    nested: { 2: two, yes: really }
  children:
    web:
      hosts:
        web[01:04]: { role: web }
        web[02:04:2]: { even: true }
        db-[a:c].x: 
        r[1:2]n[8:9]:
        "porty:2222": { p: 1 }
      vars: { scope: web, order: web }
      children:
        inner: 
          hosts: { web01: , two-groups: { from: inner } }
          vars: { scope: inner, both: inner, order: inner }
    alpha:
      hosts: { web01: { seen: alpha } , two-groups: }
      vars: { order: alpha, ansible_group_priority: 10, only: alpha }
    zeta:
      hosts: { web01: , web02: }
      vars: { order: zeta, map: { replaced: 2 }, only: zeta }
    single: { hosts: lone2, children: leaf }
    empty:
top:
  hosts: { web03: }
  vars: { order: top }
  children: { inner: }
anchors:
  vars: &shared { anchored: 1, other: 2 }
  children:
    merged:
      vars: { <<: *shared, other: 3 }
      hosts: { web04: { <<: [{ m: first, only_m: 1 }, { m: second }], n: 1 } }
`,
  'group_vars/all.yml': 'both: all-in-folder\nfolder: all\n',
  'group_vars/web/b.yml': 'folder: web-b\ndeep: b\n',
  'group_vars/web/a.yaml': 'folder: web-a\nonly_a: 1\n',
  'group_vars/web/sub/c.json': '{"deep": "c"}',
  'group_vars/web/.hidden.yml': 'folder: hidden\n',
  'group_vars/inner.yaml': 'folder: inner\n',
  'group_vars/zeta': 'folder: zeta\nplain: yes\n',
  'group_vars/zeta.yml': 'folder: never\n',
  'host_vars/web01.json': '{"folder": "web01", "seen": "host_vars"}',
  'host_vars/lone.yml': '',
};

const PATTERNS = [
  'all',
  '*',
  'web',
  'web:&zeta',
  'web:!inner',
  'web,zeta,!web02',
  '!web01',
  '&zeta',
  'web0*',
  'w*:zeta',
  '~web0[12]',
  '~(alpha|zeta)',
  'web[0]',
  'web[-1]',
  'web[0:2]',
  'web[1:]',
  'web0[13]',
  'web0?',
  'db-a.x',
  'db-[!a].x',
  'ungrouped',
  'top:alpha',
  'inner,single',
  'r1n8',
  'web01:web02:&alpha',
];

const PYTHON = `
import json, sys
from ansible.parsing.dataloader import DataLoader
from ansible.inventory.manager import InventoryManager
m = InventoryManager(loader=DataLoader(), sources=[sys.argv[1]])
print(json.dumps({p: [h.name for h in m.get_hosts(p)] for p in sys.argv[2:]}))
`;

describe.skipIf(!hasAnsible())(`the same file in Ansible (skipped where ${MISSING})`, () => {
  it('gives the same lists, trees and selections', { timeout: 30_000 }, async () => {
    await withFolder(FILES, async (folder) => {
      const path = join(folder, 'inventory.yaml');
      const options = { env: { ...process.env, ANSIBLE_HOME: folder, ANSIBLE_LOCAL_TEMP: folder } };
      const [list, graph, selections, outcome] = await Promise.all([
        run('ansible-inventory', ['-i', path, '--list', '-e', 'extra=wins', '-e', 'role=extra'], options),
        run('ansible-inventory', ['-i', path, '--graph'], options),
        run('/usr/bin/python3', ['-c', PYTHON, path, ...PATTERNS], options),
        load(path, { extra: 'wins', role: 'extra' }),
      ]);
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 2));
      const inventory = outcome.value;
      expect(JSON.parse(listInventory(inventory))).toEqual(JSON.parse(list.stdout));
      expect(`${graphInventory(inventory, 'all')}\n`).toBe(graph.stdout);
      const ours = PATTERNS.map((pattern) => {
        const selected = selectHosts(inventory, pattern);
        return [pattern, selected.ok ? selected.value.map(({ name }) => name) : []];
      });
      expect(Object.fromEntries(ours)).toEqual(JSON.parse(selections.stdout));
    });
  });

  it('prints an example in the same bytes', { timeout: 30_000 }, async () => {
    const path = 'inventory/pair.yaml';
    const [list, outcome] = await Promise.all([run('ansible-inventory', ['-i', path, '--list']), load(path)]);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 2));
    expect(`${listInventory(outcome.value)}\n`).toBe(list.stdout);
  });
});
