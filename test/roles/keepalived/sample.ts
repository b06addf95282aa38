import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONFIG_PATH } from '../../../roles/keepalived/paths.ts';
import type { KeepalivedVars } from '../../../roles/keepalived/vars.ts';
import { type Cluster, type Facts, networkFact } from '../../../src/index.ts';
import { loadInventory } from '../../../src/inventory/index.ts';
import { factsOf } from '../../support/facts.ts';

/** What `ip` prints on a node of the guide, with its own address and others. */
export function network(own: string, ...others: readonly string[]): string {
  return [
    '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever',
    `2: eth0    inet ${own}/20 brd 172.16.31.255 scope global eth0\\       valid_lft forever`,
    ...others.map((each) => `2: eth0    inet ${each} scope global secondary eth0\\       valid_lft forever`),
    'default via 172.16.16.1 dev eth0',
    '',
  ].join('\n');
}

/** Both nodes of the guide as their facts show them. */
export const NODES_FACTS: ReadonlyMap<string, Facts> = new Map([
  ['HAVIP-01', factsOf([networkFact, network('172.16.16.5')])],
  ['HAVIP-02', factsOf([networkFact, network('172.16.16.6')])],
]);

/** The guide's cluster with these settings, as the inventory makes it; the variables of each node. */
export async function varsWith(
  havip: Readonly<Record<string, unknown>> = {},
): Promise<readonly KeepalivedVars[]> {
  const clusters = await clustersOf({
    web: {
      vars: { havip: { address: '172.16.16.12', virtual_router_id: 51, ...havip } },
      hosts: {
        'HAVIP-01': { ansible_host: '192.0.2.1', havip_role: 'primary' },
        'HAVIP-02': { ansible_host: '192.0.2.2', havip_role: 'secondary' },
      },
    },
  });
  const [cluster] = clusters;
  return cluster === undefined ? [] : cluster.members.map((member) => ({ cluster, member }));
}

/** The same with a second cluster on its machines, whose primary is the second of them. */
export async function severalWith({
  web = {},
  db = {},
}: Readonly<Record<'web' | 'db', Readonly<Record<string, unknown>>>>): Promise<readonly KeepalivedVars[]> {
  const hosts = { 'HAVIP-01': { ansible_host: '192.0.2.1' }, 'HAVIP-02': { ansible_host: '192.0.2.2' } };
  const clusters = await clustersOf({
    web: {
      vars: { havip: { address: '172.16.16.12', virtual_router_id: 51, primary: 'HAVIP-01', ...web } },
      hosts,
    },
    db: {
      vars: { havip: { address: '172.16.16.22', virtual_router_id: 52, primary: 'HAVIP-02', ...db } },
      hosts,
    },
  });
  return Object.keys(hosts).flatMap((host): KeepalivedVars[] => {
    const [first, ...beside] = clusters.flatMap((cluster) => {
      const member = cluster.members.find((each) => each.host.name === host);
      return member === undefined ? [] : [{ cluster, member }];
    });
    return first === undefined ? [] : [{ ...first, beside }];
  });
}

async function clustersOf(children: object): Promise<readonly Cluster[]> {
  const folder = await mkdtemp(join(tmpdir(), 'havip-role-'));
  try {
    const path = join(folder, 'inventory.json');
    await writeFile(path, JSON.stringify({ all: { children } }));
    const loaded = await loadInventory({ path, homeDirectory: folder, localUser: 'root' });
    const problems = loaded.ok ? loaded.value.problemsOf() : loaded.problems;
    if (!loaded.ok || problems.length > 0) throw new Error(JSON.stringify(problems, null, 2));
    return loaded.value.clusters;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Settings of every kind that change what the template writes. */
export const SETTINGS: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['standard', {}],
  ['fast', { profile: 'fast' }],
  ['fast and faster', { profile: 'fast', advert_int: 0.2 }],
  ['a slow interval', { advert_int: 3 }],
  ['preempting', { preempt: true }],
  ['a password', { auth_pass: 'k7Qp2vXz' }],
  ['a password of special characters', { auth_pass: "a!b#c{}'" }],
  ['a health check of a port', { check: { tcp: 22 } }],
  [
    'a health check of a script',
    { check: { script: '/bin/true', interval: '3s', timeout: '2s', fall: 2, rise: 1 } },
  ],
  [
    'mail',
    {
      notify: {
        email: ['ops@example.org', 'oncall@example.org'],
        from: 'havip@example.org',
        smtp_server: '172.16.16.1:25',
      },
    },
  ],
  [
    'five addresses',
    { address: undefined, addresses: [12, 13, 14, 15, 16].map((last) => `172.16.16.${last}`) },
  ],
  ['an interface by name', { interface: 'eth0' }],
  [
    'all at once',
    {
      address: undefined,
      addresses: ['172.16.16.12', '172.16.16.13'],
      auth_pass: 'k7Qp2vXz',
      check: { http: 'http://127.0.0.1/health' },
      notify: { email: 'ops@example.org', smtp_server: '172.16.16.1' },
    },
  ],
];

/** The file name by which findings about a node's configuration are told. */
export const configName = (host: string) => `${host}:${CONFIG_PATH}`;
