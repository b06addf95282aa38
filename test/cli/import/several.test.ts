import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { importNodes } from '../../../src/cli/import/import-nodes.ts';
import { nodeFrom } from '../../havip/import/sample.ts';
import { type Bench, startBench } from '../support/in-process.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const world = { homeDirectory: '/nonexistent', localUser: 'tester', environment: {} };

/** How two instances of a pair are written by hand. */
interface Style {
  readonly priorities?: readonly [string, string];
  /** Its sync group; true is one with a line for each member. */
  readonly group?: boolean | string;
  readonly more?: string;
  readonly weight?: number;
}

const GLOBALS = `global_defs {
    enable_script_security
    script_user root
    vrrp_skip_check_adv_addr
}
`;
const GROUP = groupOf('\n        outer\n        inner\n    ');

function groupOf(members: string): string {
  return `vrrp_sync_group GW {\n    group {${members}}\n}\n`;
}

function node(
  own: number,
  { priorities = ['150 100', '150 100'], group = false, more = '', weight = 0 }: Style,
) {
  const check = `vrrp_script chk {\n    script "/bin/true"\n    interval 2\n    weight ${weight}\n}\n`;
  const instance = (name: string, id: number, net: string, priority = '') => `vrrp_instance ${name} {
    state BACKUP
    interface ${net === '10.0.0' ? 'eth0' : 'eth1'}
    virtual_router_id ${id}
    priority ${priority.split(' ')[own - 1]}
    nopreempt
    unicast_src_ip ${net}.${own}
    unicast_peer {
        ${net}.${3 - own}
    }
    virtual_ipaddress {
        ${net}.9
    }
    garp_master_delay 1
    garp_master_refresh 5
    track_script {
        chk
    }
    ${more}
}
`;
  return `${GLOBALS}${check}${group === true ? GROUP : group || ''}${instance('outer', 51, '10.0.0', priorities[0])}${instance('inner', 52, '10.7.0', priorities[1])}`;
}

async function imported(style: Style, leaveOut?: string) {
  const nodes = [1, 2].map((own) => nodeFrom(`n${own}`, node(own, style)));
  const out = join(bench.folder, `several-${JSON.stringify(style).replaceAll(/\W/g, '')}.yaml`);
  const done = await importNodes(world, nodes, { out, ...(leaveOut && { leaveOut }) });
  if (!done.ok) throw new Error(JSON.stringify(done.problems));
  const { all } = parseYaml(await readFile(out, 'utf8'));
  const told = done.value.clusters.flatMap(({ comparisons }) =>
    comparisons.flatMap(({ losses, differences }) => [
      ...losses.map(({ name, does }) => `${name} ${does}`),
      ...differences.filter(({ effect }) => !effect.startsWith('none')).map(({ key }) => key),
    ]),
  );
  return { clusters: all.children, told: [...new Set(told)] };
}

describe('several instances of a pair', () => {
  it('become clusters of the same machines, and nothing is lost', async () => {
    const { clusters, told } = await imported({});
    expect(Object.keys(clusters)).toEqual(['outer', 'inner']);
    expect(clusters.outer.hosts.n1).toMatchObject({ havip_role: 'primary', havip_priority: 150 });
    // Each network has an address of its own.
    expect(clusters.outer.hosts.n1).not.toHaveProperty('private_ip');
    expect(clusters.inner.vars.havip).toMatchObject({ address: '10.7.0.9', interface: 'eth1' });
    // A notify script of ours, which it had not.
    expect(told.filter((each) => !each.includes('notify'))).toEqual([]);
  });

  it('have a primary each where the machines rank otherwise', async () => {
    const { clusters } = await imported({ priorities: ['150 100', '100 150'] });
    expect(clusters.outer.vars.havip.primary).toBe('n1');
    expect(clusters.inner.vars.havip.primary).toBe('n2');
    expect(clusters.outer.hosts.n1).not.toHaveProperty('havip_role');
  });

  it.each([
    ['a line each', GROUP],
    ['one line', groupOf('\n        outer inner\n    ')],
    ['the line of the brace', groupOf(' outer inner ')],
  ])('keep their sync group with its members on %s', async (_, group) => {
    const { clusters, told } = await imported({ group });
    expect(['outer', 'inner'].map((name) => clusters[name].vars.havip.sync_group)).toEqual(['GW', 'GW']);
    expect(told.filter((each) => each.includes('together'))).toEqual([]);
  });

  it('keep what their sync group goes by, as a check of its first', async () => {
    const nodes = [1, 2].map((own) =>
      nodeFrom(
        `n${own}`,
        node(own, { group: true })
          .replaceAll(/ {4}track_script \{\n {8}chk\n {4}\}\n/g, '')
          .replace(
            'vrrp_sync_group GW {',
            '$&\n    track_script {\n        chk\n    }\n    track_interface {\n        eth7\n    }',
          ),
      ),
    );
    const out = join(bench.folder, 'group-check.yaml');
    const done = await importNodes(world, nodes, { out });
    if (!done.ok) throw new Error(JSON.stringify(done.problems));
    const { children } = parseYaml(await readFile(out, 'utf8')).all;
    expect(children.outer.vars.havip).toMatchObject({
      checks: [{ name: 'chk', script: '/bin/true' }],
      track_interface: [{ interface: 'eth7' }],
    });
    expect(children.inner.vars.havip).not.toHaveProperty('checks');
    expect(
      done.value.clusters.flatMap(({ comparisons }) => comparisons.flatMap(({ losses }) => losses)),
    ).toEqual([]);
  });

  it('may have the same id on another card, as in two networks', async () => {
    const both = [1, 2].map((own) => node(own, {}).replace('virtual_router_id 52', 'virtual_router_id 51'));
    const out = join(bench.folder, 'cards.yaml');
    const nodes = both.map((text, index) => nodeFrom(`n${index + 1}`, text));
    const done = await importNodes(world, nodes, { out });
    expect(done.ok && done.value.clusters.map(({ name, routerId }) => [name, routerId])).toEqual([
      ['outer', 51],
      ['inner', 51],
    ]);
  });

  it('are several, too, where one file is all there is and names no peers', async () => {
    const lonely = (name: string, id: number, card: string, ip: string) =>
      `vrrp_instance ${name} {\n state BACKUP\n interface ${card}\n virtual_router_id ${id}\n virtual_ipaddress {\n ${ip}\n }\n}\n`;
    const text = `${GROUP}${lonely('outer', 30, 'eth1', '10.2.31.69')}${lonely('inner', 32, 'eth3', '10.2.33.69')}`;
    const out = join(bench.folder, 'lonely.yaml');
    const done = await importNodes(world, [nodeFrom('n1', text)], { out });
    expect(done.ok && done.value.clusters.map(({ name }) => name)).toEqual(['outer', 'inner']);
  });

  it('lose one that no inventory takes, which is told', async () => {
    const { clusters, told } = await imported({ group: true, priorities: ['150 100', '100 150'] }, 'all');
    expect(clusters.outer.vars.havip).not.toHaveProperty('sync_group');
    expect(told).toContainEqual(expect.stringMatching(/moves outer and inner together/));
  });
});
