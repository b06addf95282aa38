import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Lab } from '../../../../src/lab/index.ts';
import type { SoakCluster } from './machines.ts';

/** The clusters of a lab as places for pairs; with `thirds`, the last cluster's machines are third ones of the others. */
export async function soakClusters(lab: Lab, thirds = false): Promise<readonly SoakCluster[]> {
  const inventory = parse(await readFile(lab.inventoryFile, 'utf8')) as {
    all: { children: Record<string, { vars?: { havip?: { address: string; virtual_router_id: number } } }> };
  };
  const found = Object.entries(inventory.all.children).flatMap(([name, { vars }]) => {
    const machines = lab.machines.filter(({ cluster }) => cluster === name);
    return vars?.havip === undefined ? [] : [{ name, havip: vars.havip, machines }];
  });
  const spares = thirds ? (found.at(-1)?.machines ?? []) : [];
  return found
    .slice(0, thirds ? -1 : undefined)
    .flatMap(({ name, havip, machines }, index): SoakCluster[] => {
      const [one, other] = machines;
      const third = spares[index];
      if (one === undefined || other === undefined) return [];
      const members = [one, other, ...(third ? [third] : [])];
      return [
        {
          name,
          nodes: [one.name, other.name],
          ...(third && { third: third.name }),
          place: {
            address: havip.address,
            routerId: havip.virtual_router_id,
            privateIps: members.map(({ privateIp }) => privateIp),
            names: members.map((machine) => machine.name),
          },
        },
      ];
    });
}
