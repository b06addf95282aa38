import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt } from '../support/long.ts';
import { type CliResult, cli, startCli } from './support/cli.ts';
import { exec, freshLab, holdersAmong, removeLab } from './support/cluster.ts';
import { changedInventory, setHavip } from './support/inventory-copy.ts';
import { waitFor } from './support/serving.ts';

const CLUSTERS = 4;

/** Four clusters of two machines, and a change that a reload is enough for. */
describe('clusters in waves', () => {
  let lab: Lab | undefined;
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };
  const names = () => machines().clusters.map(({ name }) => name);
  const nodesOf = (cluster: string) => machines().machines.filter((machine) => machine.cluster === cluster);
  const onThird = async (program: string) => {
    const [, standby] = nodesOf(names()[2] ?? '');
    await exec(machines(), standby?.name ?? '', program);
  };
  const change = async (email: string) =>
    (
      await changedInventory(machines(), (inventory) =>
        setHavip(inventory, { notify: { email: [email], smtp_server: '172.16.16.1' } }),
      )
    ).file;
  /** Clusters whose nodes both have a text in their configuration. */
  const withText = async (text: string) => {
    const found = await Promise.all(
      names().map(async (name) => {
        const seen = await Promise.all(
          nodesOf(name).map(({ name: node }) =>
            exec(machines(), node, `grep -c ${text} /etc/keepalived/keepalived.conf || true`),
          ),
        );
        return seen.every((count) => count.trim() === '1') ? [name] : [];
      }),
    );
    return found.flat();
  };
  const holdersOf = async (cluster: string) => {
    const { address } = machines().clusters.find(({ name }) => name === cluster) ?? { address: 'none' };
    return holdersAmong(
      machines(),
      nodesOf(cluster).map(({ name }) => name),
      address,
    );
  };
  /** Each cluster has one holder, and it is the one that the document names where it names one. */
  const expectOneHolderEach = async ({ document }: CliResult) => {
    expect(Object.keys(document.clusters)).toEqual(names());
    for (const [name, cluster] of Object.entries(document.clusters)) {
      const holders = await holdersOf(name);
      expect(holders, name).toHaveLength(1);
      if (cluster.skipped === undefined) expect(cluster.holders, name).toEqual(holders);
    }
  };

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-waves', clusters: CLUSTERS, witness: false, yum: ['2.2.7'] });
    expect(await cli(['up', lab.inventoryFile, '--verify', 'never'])).toMatchObject({ code: 0 });
    // A reload of the third's standby fails whenever a mark says so, once.
    await onThird(`mkdir -p /etc/systemd/system/keepalived.service.d
cat >/etc/systemd/system/keepalived.service.d/zz.conf <<'END'
[Service]
ExecReload=
ExecReload=/bin/sh -c 'if rm /run/fail-once; then exit 1; fi; kill -HUP $MAINPID'
END
systemctl daemon-reload`);
  });
  beforeEach(() => onThird('touch /run/fail-once'));
  afterAll(() => removeLab(lab));

  longIt(
    'the third fails in the second wave: the last is not begun, and every cluster has one holder',
    async () => {
      const inventory = await change('first@example.org');
      const words = ['up', inventory, '--verify', 'never', '--waves', '1,75%,100%', '--json'];
      const up = await cli(words);
      expect(up.code).toBe(2);
      const [failed, ...later] = names().slice(2);
      const { clusters, errors, hosts } = up.document;
      // What was undone is the cluster's, what failed a node's.
      const failedOn = errors.flatMap(({ host }) => host ?? []);
      expect(nodesOf(failed ?? '').map(({ name }) => name)).toEqual(expect.arrayContaining(failedOn));
      expect(names().filter((name) => clusters[name]?.skipped !== undefined)).toEqual(later);
      for (const name of later) {
        expect(clusters[name]).toMatchObject({
          holder: null,
          drills: [],
          skipped: `not begun: ${failed} failed, and --max-failures is 0`,
        });
        for (const node of nodesOf(name)) expect(hosts).not.toHaveProperty(node.name);
      }
      expect(await withText('first@example.org')).toEqual(names().slice(0, 2));
      await expectOneHolderEach(up);
    },
  );

  longIt('the third fails in the last wave: the others of it finish', async () => {
    const inventory = await change('second@example.org');
    const words = ['up', inventory, '--verify', 'never', '--waves', '1,50%,100%', '--soak', '1s', '--json'];
    const up = await cli(words);
    expect(up.code).toBe(2);
    const rest = names().filter((_name, index) => index !== 2);
    expect(await withText('second@example.org')).toEqual(rest);
    expect(Object.values(up.document.clusters).filter(({ skipped }) => skipped !== undefined)).toEqual([]);
    for (const name of rest) expect(up.document.clusters[name]).toMatchObject({ healthy: true });
    await expectOneHolderEach(up);
  });

  longIt('a cluster that falls ill during the soak stops the run; more failures may be allowed', async () => {
    const [first = '', second = ''] = names();
    const [, standby] = nodesOf(first);
    const inventory = await change('third@example.org');
    const words = ['up', inventory, '--verify', 'never', '--waves', '1,2,100%', '--no-color'];
    const running = startCli([...words, '--soak', '8s', '--limit', `${first}:${second}`]);
    await waitFor(async () => running.said().includes('soaking for 8 s'));
    await exec(machines(), standby?.name ?? '', 'systemctl stop keepalived');
    const up = await running.result;
    expect(up.code).toBe(3);
    expect(up.stderr).toMatch(/note wave 1 of 2: web01\n/);
    expect(up.stdout).toContain('not every node is ready to take over, some time after it was finished');
    expect(up.stdout).toMatch(/^web01 .* unhealthy$/m);
    expect(up.stdout).toMatch(/^web02 .* not begun$/m);
    const lenient = await cli([...words, '--max-failures', '1', '--json']);
    expect(lenient.code).toBe(2);
    expect(await withText('third@example.org')).toEqual(names().filter((_name, index) => index !== 2));
    await expectOneHolderEach(lenient);
  });
});
