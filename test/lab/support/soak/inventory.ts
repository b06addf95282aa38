import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Lab } from '../../../../src/lab/index.ts';
import { cli } from '../cli.ts';
import type { SoakCluster } from './machines.ts';
import type { HandMadePair } from './pair.ts';

interface Group {
  vars?: { havip?: Record<string, unknown> };
  hosts: Record<string, Record<string, unknown>>;
}

/**
 * The words of a command line that name a pair's inventory: the lab's with this cluster alone and what is wanted of
 * it, or one that only says how its machines are reached, and beside it what `import` made of them. Undefined where
 * the import itself has failed.
 */
export async function inventoryFor(
  lab: Lab,
  cluster: SoakCluster,
  pair: HandMadePair,
): Promise<readonly string[] | undefined> {
  const inventory = parse(await readFile(lab.inventoryFile, 'utf8')) as {
    all: { children: Record<string, Group> };
  };
  const { children } = inventory.all;
  const group = children[cluster.name];
  const { witnesses } = children;
  const third = cluster.third === undefined ? undefined : hostIn(children, cluster.third);
  if (group?.vars?.havip === undefined || witnesses === undefined)
    throw new Error(`the lab has no cluster ${cluster.name}`);
  if (pair.nodes.length > 2 && third)
    group.hosts = { ...group.hosts, [cluster.third ?? '']: { ...third, havip_role: 'secondary' } };
  if (pair.imported) {
    delete group.vars;
    for (const host of Object.values(group.hosts)) delete host.havip_role;
  } else Object.assign(group.vars.havip, pair.wanted);
  inventory.all.children = { [cluster.name]: group, witnesses };
  const path = join(lab.directory, `soak-${cluster.name}.yaml`);
  await writeFile(path, stringify(inventory, { lineWidth: 0 }), { mode: 0o600 });
  if (!pair.imported) return [path];
  const out = join(lab.directory, `soak-${cluster.name}-imported.yaml`);
  const imported = await cli([
    'import',
    '--from-hosts',
    cluster.name,
    '-i',
    path,
    '--out',
    out,
    '--force',
    '--leave-out',
  ]);
  return imported.code === 0 ? ['-i', path, '-i', out] : undefined;
}

function hostIn(children: Record<string, Group>, host: string): Record<string, unknown> | undefined {
  return Object.values(children).find(({ hosts }) => host in hosts)?.hosts[host];
}
