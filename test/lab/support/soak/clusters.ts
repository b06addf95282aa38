import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Lab } from '../../../../src/lab/index.ts';
import type { SoakCluster } from './machines.ts';

/** The clusters of a lab as places for pairs. */
export async function soakClusters(lab: Lab): Promise<readonly SoakCluster[]> {
  const inventory = parse(await readFile(lab.inventoryFile, 'utf8')) as {
    all: { children: Record<string, { vars?: { havip?: { address: string; virtual_router_id: number } } }> };
  };
  return Object.entries(inventory.all.children).flatMap(([name, { vars }]): SoakCluster[] => {
    const [one, other] = lab.machines.filter(({ cluster }) => cluster === name);
    if (vars?.havip === undefined || one === undefined || other === undefined) return [];
    const { address, virtual_router_id: routerId } = vars.havip;
    return [
      {
        name,
        nodes: [one.name, other.name],
        place: { address, routerId, privateIps: [one.privateIp, other.privateIp] },
      },
    ];
  });
}
