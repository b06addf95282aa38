import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { type MemberChange, orderOf, type Way } from '../../src/havip/model/change.ts';
import { rehearse } from '../../src/havip/model/rehearse.ts';
import type { Lab } from '../../src/lab/index.ts';
import { configOf, type NodeSettings, speakerWith } from '../havip/takeover/sample.ts';
import { longIt, sampleOf } from '../support/long.ts';
import { cli } from './support/cli.ts';
import { exec, freshLab, removeLab } from './support/cluster.ts';
import { holdersIn } from './support/serving.ts';
import { soakClusters } from './support/soak/clusters.ts';
import { makeByHand, resetNode, type SoakCluster, watchCluster } from './support/soak/machines.ts';
import { handMadePair } from './support/soak/pair.ts';
import { takeOver } from './support/soak/take-over.ts';

/** Seconds beyond what the plan said. */
const MARGIN_S = 1;

describe('a pair that somebody else made', () => {
  let lab: Lab | undefined;
  let clusters: readonly SoakCluster[] = [];
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };
  const first = (): SoakCluster => {
    const [cluster] = clusters;
    if (cluster === undefined) throw new Error('the lab has no cluster');
    return cluster;
  };
  /** Both nodes with these settings by hand, the first one master. */
  const byHand = async (settings: NodeSettings, more: string = ''): Promise<void> => {
    const { place } = first();
    const texts = place.privateIps.map((address, index) =>
      configOf({
        priority: index === 0 ? 100 : 50,
        ...settings,
        address,
        ...(settings.peers === null ? {} : { peers: place.privateIps.filter((each) => each !== address) }),
        addresses: [place.address],
        routerId: place.routerId,
      }),
    );
    await makeByHand(
      machines(),
      first(),
      texts.map((text) => `${text}${more}`),
    );
  };

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-takeover', clusters: 2, yum: ['2.2.7'] });
    clusters = await soakClusters(lab);
    for (const node of clusters.flatMap(({ nodes }) => nodes)) {
      await exec(lab, node, 'yum -q -y install keepalived');
    }
  });
  afterAll(() => removeLab(lab));

  it.each(
    sampleOf(1, [
      ['by multicast, without a password', { peers: null, nopreempt: false, state: 'MASTER' }],
      ['by multicast, with a password', { peers: null, password: '1111' }],
      ['by unicast, with a password', { password: '1111' }],
    ] as const),
  )('%s is taken over within what the plan says, never with two holders', async (_name, settings) => {
    await byHand(settings);
    const inventory = await inventoryOf(machines(), first(), first().nodes);
    const plan = await cli(['plan', inventory, '--json']);
    expect(plan, plan.stderr).toMatchObject({ code: 0 });
    const effect = plan.document.clusters[first().name]?.effect;
    const plannedS = effect?.kind === 'move' ? effect.seconds : 0;
    expect(plannedS).toBeLessThanOrEqual(0.1);
    const { up, gapS, bothMs } = await watchCluster(machines(), first(), () =>
      cli(['up', inventory, '--json', '--verify', 'never']),
    );
    expect(up, up.stderr).toMatchObject({ code: 0, document: { errors: [] } });
    expect(bothMs).toBeLessThanOrEqual(1000);
    expect(gapS).toBeLessThanOrEqual(plannedS + MARGIN_S);
  });

  it('that does more than the inventory says is refused untouched, and all of it is named', async () => {
    const { nodes } = first();
    const second = 'include conf.d/*.conf\n';
    await byHand(
      { more: '    track_script {\n        chk_web\n    }\n    notify_master "/etc/keepalived/n.sh"' },
      second,
    );
    for (const node of nodes) {
      await exec(
        machines(),
        node,
        `cd /etc/keepalived; mkdir -p conf.d; printf '#!/bin/sh\\nexit 0\\n' >n.sh; chmod 755 n.sh
printf 'vrrp_script chk_web {\\n  script "/etc/keepalived/n.sh secret-word"\\n}\\n' | cat - keepalived.conf >new; mv new keepalived.conf
printf 'virtual_server 10.9.9.9 80 {\\n  real_server 10.9.9.8 80 {\\n  }\\n}\\n' >conf.d/more.conf; systemctl reload keepalived`,
      );
    }
    const inventory = await inventoryOf(machines(), first(), nodes);
    const before = await exec(
      machines(),
      nodes[0],
      'cat /etc/keepalived/keepalived.conf; systemctl show -p MainPID keepalived',
    );
    const up = await cli(['up', inventory, '--json']);
    expect(up.code).toBe(2);
    const [problem] = up.document.errors;
    expect(problem).toMatchObject({ code: 'host.config-would-be-lost' });
    for (const named of [
      'vrrp_script chk_web (/etc/keepalived/keepalived.conf:1)',
      'notify_master (/etc/keepalived/keepalived.conf:',
      'virtual_server 10.9.9.9 80 (/etc/keepalived/conf.d/more.conf:1)',
    ]) {
      expect(problem?.detail).toContain(named);
    }
    expect(`${up.stdout}${up.stderr}`).not.toContain('secret-word');
    expect(
      await exec(
        machines(),
        nodes[0],
        'cat /etc/keepalived/keepalived.conf; systemctl show -p MainPID keepalived',
      ),
    ).toBe(before);
    const some = await cli(['plan', '--replace-config=virtual_server,notify_master', inventory, '--json']);
    expect(some.document.errors[0]?.detail).not.toContain('virtual_server');
    const all = await cli(['up', '--replace-config', inventory, '--json', '--verify', 'never']);
    expect(all, all.stderr).toMatchObject({ code: 0 });
  });

  longIt(
    'a third node, and one in the secondary’s place: the newcomer is known before it starts',
    async () => {
      const [primary, secondary] = first().nodes;
      const newcomer = clusters[1]?.nodes[0] ?? '';
      onTestFinished(() => resetNode(machines(), newcomer, first().place));
      await resetNode(machines(), newcomer, first().place);
      for (const node of first().nodes) await resetNode(machines(), node, first().place);
      const pair = await inventoryOf(machines(), first(), [primary, secondary]);
      expect(await cli(['up', pair, '--verify', 'never'])).toMatchObject({ code: 0 });
      const three = await inventoryOf(machines(), first(), [primary, secondary, newcomer]);
      const third = await watchCluster(
        machines(),
        first(),
        () => cli(['up', three, '--json', '--verify', 'never']),
        [newcomer],
      );
      expect(third.up, third.up.stderr).toMatchObject({ code: 0, document: { errors: [] } });
      expect({ both: third.bothMs, gap: third.gapS < MARGIN_S }).toEqual({ both: 0, gap: true });
      await resetNode(machines(), secondary, first().place);
      await resetNode(machines(), newcomer, first().place);
      expect(await cli(['up', pair, '--verify', 'never'])).toMatchObject({ code: 0 });
      await exec(machines(), secondary, 'systemctl disable --now keepalived 2>&1');
      const other = await inventoryOf(machines(), first(), [primary, newcomer]);
      const replaced = await watchCluster(
        machines(),
        first(),
        () => cli(['up', other, '--json', '--verify', 'never']),
        [newcomer],
      );
      expect(replaced.up, replaced.up.stderr).toMatchObject({ code: 0, document: { errors: [] } });
      expect({ both: replaced.bothMs, gap: replaced.gapS < MARGIN_S }).toEqual({ both: 0, gap: true });
    },
  );

  it.each(sampleOf(1, [1, 2, 3]))('a random pair: %s', async (number) => {
    const pair = handMadePair(7, number, first().place);
    const result = await takeOver(machines(), first(), pair, ['--verify', 'never']);
    expect(result, result.summary).toMatchObject({ passed: true });
  });

  it.each<readonly [string, NodeSettings, NodeSettings, Way]>(
    sampleOf(1, [
      ['a password, in turn', {}, { password: 'k7Qp2vXz' }, 'in-turn'],
      ['a password, apart', {}, { password: 'k7Qp2vXz' }, 'apart'],
      ['priorities, in turn', { priority: 100 }, { priority: 200 }, 'in-turn'],
      ['VRRP 2 to 3, apart', {}, { version: 3 }, 'apart'],
    ]),
  )('does what the model says: %s', async (_name, before, after, way) => {
    await byHand(before);
    const { nodes, place } = first();
    const of = (settings: NodeSettings, index: number): NodeSettings => ({
      priority: 100 - 50 * index,
      ...settings,
      host: nodes[index] ?? '',
      address: place.privateIps[index] ?? '',
      peers: place.privateIps.filter((_address, other) => other !== index),
      addresses: [place.address],
      routerId: place.routerId,
    });
    const members = nodes.map(
      (host, index): MemberChange => ({
        host,
        before: speakerWith(of(before, index)),
        after: speakerWith(of(after, index)),
        holds: index === 0,
        action: 'reload',
      }),
    );
    const order = orderOf(way, members);
    const model = rehearse(order, members, { phase: 0.5, mishap: { kind: 'none' } });
    const { bothMs, up } = await watchCluster(machines(), first(), async () => {
      for (const step of order.steps) {
        const index = nodes.indexOf(step.host);
        const text = configOf(of(after, index));
        if (step.do === 'stop') await exec(machines(), step.host, 'systemctl stop keepalived');
        else
          await exec(
            machines(),
            step.host,
            'cat >/etc/keepalived/keepalived.conf; systemctl reload-or-restart keepalived',
            text,
          );
        await exec(machines(), step.host, 'sleep 8');
      }
      return holdersIn(machines(), first().name, place.address);
    });
    const last = model.history.at(-1)?.holders ?? [];
    expect({ both: bothMs > 1000, last: [...up].sort() }).toEqual({
      both: model.history.some(({ holders }) => holders.length > 1),
      last: [...last].sort(),
    });
  });
});

/** The lab's inventory with one cluster of these nodes, the first one its primary. */
async function inventoryOf(lab: Lab, cluster: SoakCluster, nodes: readonly string[]): Promise<string> {
  const inventory = parse(await readFile(lab.inventoryFile, 'utf8')) as {
    all: { children: Record<string, { vars?: object; hosts: Record<string, object> }> };
  };
  const { children } = inventory.all;
  const hosts = Object.assign({}, ...Object.values(children).map((each) => each.hosts)) as Record<
    string,
    object
  >;
  const members = nodes.map((name, index) => [
    name,
    { ...hosts[name], havip_role: index === 0 ? 'primary' : 'secondary' },
  ]);
  inventory.all.children = {
    [cluster.name]: {
      ...children[cluster.name],
      hosts: Object.fromEntries(members) as Record<string, object>,
    },
    ...(children.witnesses && { witnesses: children.witnesses }),
  };
  const path = join(lab.directory, `takeover-${nodes.length}-${nodes.at(-1)}.yaml`);
  await writeFile(path, stringify(inventory, { lineWidth: 0 }), { mode: 0o600 });
  return path;
}
