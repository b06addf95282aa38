import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt } from '../support/long.ts';
import { cli } from './support/cli.ts';
import { exec, NODES, onNodes, PRIMARY, removeLab, SECONDARY } from './support/cluster.ts';
import { deployedLab } from './support/deployed.ts';
import { changedInventory, type LabInventory } from './support/inventory-copy.ts';
import { ADVERT_MS } from './support/one-move.ts';
import { watching } from './support/watch.ts';

const SECOND_ADDRESS = '172.16.16.22';
const HOOK = '#!/bin/sh\necho "$HAVIP_CLUSTER $HAVIP_STATE" >>/root/hooked\n';

/** What a `down` may not leave. */
const LEFT =
  "pgrep -x keepalived; ls /etc/keepalived/keepalived.conf 2>/dev/null; find /var/lib/havip -type f ! -name '.*.lock'; ip -4 -o addr show | grep -e 172.16.16.12 -e 172.16.16.22 -e 10.7.0.22; true";

/** A form that people give their clusters, a setting that is changed then, and what is looked at beside it. */
interface Form {
  readonly name: string;
  readonly before?: (lab: Lab) => Promise<unknown>;
  /** What one of its clusters is made with first, and changed in place. */
  readonly earlier?: Record<string, Record<string, unknown>>;
  readonly settings: (folder: string) => Promise<Record<string, Record<string, unknown>>>;
  readonly change: Record<string, unknown>;
  readonly proves?: (lab: Lab) => Promise<void>;
}

const web = { address: '172.16.16.12', virtual_router_id: 51, primary: PRIMARY };
const db = { address: SECOND_ADDRESS, virtual_router_id: 52, primary: SECONDARY };
const verify = { witness: 'probe-01', interval: '10ms' };

const FORMS: readonly Form[] = [
  {
    name: 'active/active with hooks and a webhook',
    settings: async (folder) => {
      const file = join(folder, 'hook.sh');
      await writeFile(file, HOOK);
      const webhooks = [{ url: 'http://172.16.16.1:8099/web', name: 'ops' }];
      return { web: { ...web, notify: { master: { file }, webhooks } }, db };
    },
    change: { garp_master_refresh: 8 },
    proves: async (lab) => {
      const told = await onNodes(lab, 'cat /root/hooked /var/log/havip/notify.log');
      for (const said of told) {
        expect(said).toContain('web MASTER');
        expect(said).toMatch(/webhook VI_1-ops for MASTER delivered at try \d+: HTTP 200/);
      }
    },
  },
  {
    name: 'two interfaces that are of use together only: a sync group',
    before: secondNetwork,
    // On the first interface, so that the change takes it to the second one.
    earlier: { db: { ...db, primary: PRIMARY, sync_group: 'both' } },
    settings: async () => ({
      web: { ...web, sync_group: 'both' },
      db: {
        ...db,
        address: '10.7.0.22',
        primary: PRIMARY,
        interface: 'eth1',
        sync_group: 'both',
        verify: { interval: '10ms' },
      },
    }),
    change: { garp_master_refresh: 9 },
  },
  {
    name: 'lines of one’s own in a template of one’s own',
    settings: async (folder) => {
      await copyFile(resolve('roles/keepalived/templates/keepalived.conf.hbs'), join(folder, 'own.conf.hbs'));
      return {
        web: {
          ...web,
          template: join(folder, 'own.conf.hbs'),
          raw: { global_defs: 'vrrp_priority -10', instance: 'promote_secondaries' },
        },
      };
    },
    change: { garp_master_delay: 2 },
  },
];

/** A cable between the two nodes. */
async function secondNetwork(lab: Lab): Promise<void> {
  const [one, two] = NODES.map((node) => lab.machines.find(({ name }) => name === node)?.networkNamespace);
  const words = ['-n', one ?? '', 'link', 'add', 'eth1', 'type', 'veth', 'peer', 'name', 'eth1'];
  await once(spawn('ip', [...words, 'netns', two ?? ''], { stdio: 'ignore' }), 'close');
  for (const [index, node] of NODES.entries())
    await exec(lab, node, `ip addr add 10.7.0.${index + 5}/24 dev eth1; ip link set eth1 up`);
}

/** A server in the lab's network that takes what is posted. */
function startServer({ networkNamespace }: Lab): ChildProcess {
  const code =
    "require('node:http').createServer((q, s) => q.resume().on('end', () => s.end('{}'))).listen(8099, '172.16.16.1')";
  const words = ['netns', 'exec', networkNamespace, process.execPath, '-e', code];
  return spawn('ip', words, { stdio: 'ignore' });
}

describe('the forms of clusters', { timeout: 900_000 }, () => {
  let lab: Lab | undefined;
  let server: ChildProcess | undefined;
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };

  beforeAll(async () => {
    lab = await deployedLab({ name: 'test-forms', cloud: 'none', yum: ['2.2.7'] });
    server = startServer(lab);
  });
  let last = '';
  afterEach(async () => {
    const { code, stderr } = await cli(['down', last, '--yes']);
    expect(code, stderr).toBe(0);
    expect(await onNodes(machines(), LEFT)).toEqual(['', '']);
  });
  afterAll(async () => {
    server?.kill();
    await removeLab(lab);
  });

  const inventoryOf = (clusters: Record<string, Record<string, unknown>>) =>
    changedInventory(machines(), (inventory: LabInventory) => {
      const { children } = inventory.all;
      const { hosts } = children.web ?? { hosts: {} };
      const plain = Object.fromEntries(
        Object.entries(hosts).map(([name, { havip_role: _role, private_ip: _ip, ...vars }]) => [name, vars]),
      );
      for (const [name, havip] of Object.entries(clusters))
        children[name] = { vars: { havip: { verify, ...havip } }, hosts: plain };
    });

  /** What is on the nodes, made into an inventory anew. */
  async function importedBack(): Promise<string> {
    const folder = await mkdtemp(join(machines().directory, 'import-'));
    for (const node of NODES)
      await writeFile(
        join(folder, `${node}.conf`),
        await exec(machines(), node, 'cat /etc/keepalived/keepalived.conf'),
      );
    const { code, stdout, stderr } = await cli(['import', ...NODES.map((node) => `${node}.conf`)], {
      cwd: folder,
    });
    expect(code, stderr).toBe(0);
    expect(await readFile(join(folder, 'inventory.yaml'), 'utf8')).toContain('havip:');
    return stdout;
  }

  longIt.each(FORMS)('$name', async ({ before, earlier, settings, change, proves }) => {
    await before?.(machines());
    const clusters = await settings(await mkdtemp(join(machines().directory, 'own-')));
    if (earlier !== undefined) {
      const first = await inventoryOf({ ...clusters, ...earlier });
      const up = await cli(['up', first.file, '--verify', 'never', '--json']);
      expect(up, up.stderr).toMatchObject({ code: 0, document: { errors: [] } });
    }
    const { file } = await inventoryOf(clusters);
    last = file;
    const up = await cli(['up', file, '--json']);
    expect(up, up.stderr).toMatchObject({ code: 0, document: { errors: [] } });
    for (const name of Object.keys(clusters))
      expect(up.document.clusters[name]).toMatchObject({ healthy: true });
    const again = await cli(['up', file, '--json']);
    for (const node of NODES) expect(again.document.hosts[node]).toMatchObject({ changed: 0, roundTrips: 1 });
    const drilled = await cli(['verify', file, '--drills', 'stop', '--json']);
    expect(drilled, drilled.stderr).toMatchObject({ code: 0, document: { errors: [] } });
    await proves?.(machines());
    const [first = ''] = Object.keys(clusters);
    const changed = await inventoryOf({ ...clusters, [first]: { ...clusters[first], ...change } });
    const moved = await watching(machines(), () => cli(['up', changed.file, '--verify', 'never', '--json']));
    expect(moved.result, moved.result.stderr).toMatchObject({ code: 0, document: { errors: [] } });
    expect([moved.moves, moved.lost <= 1, moved.bothMs <= ADVERT_MS]).toEqual([[], true, true]);
    const said = await importedBack();
    // What hooks do stands in files of their own; that they go is told.
    const back = /^The same configuration is rendered\.$|^Different, without an effect on the address:$/gm;
    expect(said.match(back), said).toHaveLength(Object.keys(clusters).length);
    expect(said).not.toContain('with an effect on the address');
  });
});
