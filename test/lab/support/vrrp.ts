import type { Lab } from '../../../src/lab/index.ts';
import { exec } from './cluster.ts';

/** Unicast adverts between a lab's nodes go to a card that nobody has, or arrive again; SSH goes another way. */
export async function adverts(lab: Lab, way: 'lost' | 'found'): Promise<void> {
  const nodes = lab.machines.filter(({ kind }) => kind !== 'witness');
  for (const node of nodes)
    for (const peer of nodes)
      if (peer !== node)
        await exec(
          lab,
          node.name,
          way === 'lost'
            ? `ip neigh replace ${peer.privateIp} lladdr 02:00:00:00:00:01 nud permanent dev eth0`
            : `ip neigh del ${peer.privateIp} dev eth0`,
        );
}
