import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Lab } from '../../src/lab/index.ts';
import { configOf } from '../havip/takeover/sample.ts';
import { sampleOf } from '../support/long.ts';
import { cli } from './support/cli.ts';
import { exec, freshLab, removeLab } from './support/cluster.ts';
import { ILL_STANDBYS, type IllStandby } from './support/ill-standbys.ts';
import { waitFor } from './support/serving.ts';
import { soakClusters } from './support/soak/clusters.ts';
import { CONFIG, resetNode, type SoakCluster, watchCluster } from './support/soak/machines.ts';

/** Seconds beyond what the plan said. */
const MARGIN_S = 1;

describe('a pair that somebody else made, whose standby is not well', { timeout: 600_000 }, () => {
  let lab: Lab | undefined;
  let cluster: SoakCluster | undefined;
  const place = (): readonly [Lab, SoakCluster] => {
    if (lab === undefined || cluster === undefined) throw new Error('the lab is not up');
    return [lab, cluster];
  };

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-ill-standby', clusters: 1, yum: ['2.2.7'] });
    [cluster] = await soakClusters(lab);
    for (const node of cluster?.nodes ?? []) await exec(lab, node, 'yum -q -y install keepalived');
  });
  afterAll(() => removeLab(lab));

  it.each(sampleOf(1, ILL_STANDBYS))('%s', async (_name, ill) => {
    await makePair(...place(), ill);
    const options = [await inventoryFor(...place(), ill), '--json', '--replace-config'];
    const plan = await cli(['plan', ...options]);
    const { up, gapS, bothMs } = await watchCluster(...place(), () => cli(['up', ...options]));
    if (ill.refused !== undefined) {
      expect([plan.code, up.code]).toEqual([2, 2]);
      expect(up.document.errors.map(({ code }) => code)).toEqual([ill.refused]);
      expect(Object.values(up.document.hosts).map(({ changed }) => changed)).toEqual([0, 0]);
      expect(gapS).toBeLessThan(MARGIN_S);
      return;
    }
    expect([plan.code, up.code], up.stdout).toEqual([0, 0]);
    const effect = plan.document.clusters[place()[1].name]?.effect;
    const drills = Object.values(up.document.clusters).flatMap((each) => each.drills ?? []);
    const drilledS = Math.max(0, ...drills.map(({ interruptionMs }) => (interruptionMs ?? 0) / 1000));
    const plannedS = effect?.kind === 'move' ? effect.seconds : 0;
    expect(gapS).toBeLessThanOrEqual(Math.max(plannedS + MARGIN_S, drilledS + 0.1));
    expect(bothMs).toBeLessThanOrEqual(1000);
  });
});

/** Both nodes as somebody left them, the first one master. */
async function makePair(lab: Lab, { nodes, place }: SoakCluster, ill: IllStandby): Promise<void> {
  for (const [index, node] of nodes.entries()) {
    await exec(lab, node, 'ip link del dum0 2>/dev/null; true');
    await resetNode(lab, node, place);
    const address = place.privateIps[index] ?? '';
    const text = configOf({
      ...{ priority: index === 0 ? 100 : 50, routerId: place.routerId, addresses: [place.address] },
      ...ill.both,
      ...(index === 1 ? ill.standby : {}),
      address,
      ...(ill.both?.peers !== null && { peers: place.privateIps.filter((each) => each !== address) }),
    });
    await exec(lab, node, `cat >${CONFIG}`, `${index === 1 ? (ill.blocks ?? '') : ''}${text}`);
  }
  await exec(lab, nodes[0], 'systemctl start keepalived');
  const holds = async () => (await exec(lab, nodes[0], 'ip -4 -o addr')).includes(` ${place.address}/`);
  await waitFor(holds, 30_000);
  const { before = 'true', after = 'true' } = ill;
  await exec(lab, nodes[1], `${before}; systemctl start keepalived; sleep 4; ${after}; sleep 4`);
}

async function inventoryFor(lab: Lab, { name }: SoakCluster, { wanted }: IllStandby): Promise<string> {
  const inventory = parse(await readFile(lab.inventoryFile, 'utf8')) as {
    all: { children: Record<string, { vars?: { havip?: Record<string, unknown> } }> };
  };
  Object.assign(inventory.all.children[name]?.vars?.havip ?? {}, wanted);
  const path = join(lab.directory, 'ill-standby.yaml');
  await writeFile(path, stringify(inventory, { lineWidth: 0 }), { mode: 0o600 });
  return path;
}
