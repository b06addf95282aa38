import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { renderFiles } from '../../../roles/keepalived/files/config.ts';
import { importNodes } from '../../../src/cli/import/import-nodes.ts';
import { FactStore } from '../../../src/engine/facts/fact-store.ts';
import { loadInventory } from '../../../src/inventory/index.ts';
import type { Cluster } from '../../../src/inventory/types.ts';
import { networkFact } from '../../../src/resources/network.ts';
import { nodeFrom } from '../../havip/import/sample.ts';
import { type Bench, startBench } from '../support/in-process.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const world = { homeDirectory: '/nonexistent', localUser: 'tester', environment: {} };

/** The configurations of a cluster of an inventory, by host. */
async function rendered(path: string): Promise<ReadonlyMap<string, string>> {
  const loaded = await loadInventory({ path, ...world });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  expect(loaded.value.problemsOf()).toEqual([]);
  const [cluster] = loaded.value.clusters;
  if (cluster === undefined) throw new Error('no cluster');
  const factsOf = new Map(
    cluster.members.map(({ host, privateIp }) => [host.name, network(cluster, privateIp)]),
  );
  return new Map(
    cluster.members.map((member) => {
      const files = renderFiles({ cluster, member }, '2.2.7', factsOf);
      if (!('files' in files)) throw new Error(JSON.stringify(files.problems));
      return [member.host.name, files.files.config];
    }),
  );
}

function network({ havip }: Cluster, address = ''): FactStore {
  const facts = new FactStore();
  const name = havip.interface === 'auto' ? 'eth0' : havip.interface;
  facts.put(networkFact, `2: ${name} inet ${address}/16 scope global ${name}`);
  return facts;
}

const auth = fc.stringMatching(/^[A-Za-z0-9@%^&*()_+=:;,.?~<>|'!#`-]{4,8}$/);
const address = (third: number) => fc.integer({ min: 1, max: 254 }).map((last) => `10.7.${third}.${last}`);

const settings = fc.record(
  {
    addresses: fc.uniqueArray(address(9), { minLength: 1, maxLength: 5 }),
    virtual_router_id: fc.integer({ min: 1, max: 255 }),
    interface: fc.constantFrom('eth0', 'ens3', 'bond0.7', 'auto'),
    preempt: fc.boolean(),
    track_interface: fc.constant([{ interface: 'eth7' }, { interface: 'eth8', weight: 0 }]),
    garp_master_delay: fc.constantFrom(1, 7),
    garp_master_repeat: fc.constant(3),
    garp_master_refresh: fc.constantFrom(5, 30),
    garp_interval: fc.constant(0.01),
    unicast_ttl: fc.constant(3),
    down_timer_adverts: fc.constant(4),
    virtual_routes: fc.constant(['to 10.9.0.0/16 via 10.7.0.1']),
    virtual_rules: fc.constant(['from 10.9.0.0/16 table 100 priority 7']),
    track_process: fc.constant([{ name: 'p', process: 'nginx', quorum: 2, delay: '3s' }]),
    track_file: fc.constant([{ name: 'f', file: '/run/f', init_file: 0 }]),
    notify: fc.record({
      email: fc.uniqueArray(fc.constantFrom('a@example.org', 'b@example.org'), { minLength: 1 }),
      from: fc.constant('c@example.org'),
      smtp_server: fc.constantFrom('127.0.0.1', 'mail.example.org:25'),
    }),
  },
  { requiredKeys: ['addresses', 'virtual_router_id'] },
);

const timed = fc.oneof(
  fc.record({ advert_int: fc.integer({ min: 1, max: 255 }), auth_pass: auth }, { requiredKeys: [] }),
  fc.record(
    { profile: fc.constant('fast'), advert_int: fc.integer({ min: 5, max: 4095 }).map((each) => each / 100) },
    { requiredKeys: ['profile'] },
  ),
);

const members = fc.tuple(
  fc.uniqueArray(fc.integer({ min: 1, max: 254 }), { minLength: 2, maxLength: 4 }),
  fc.uniqueArray(address(1), { minLength: 4, maxLength: 4 }),
);

it('an inventory that is rendered and imported renders the same again', async () => {
  await fc.assert(
    fc.asyncProperty(settings, timed, members, async (some, more, [found, addresses]) => {
      const sorted = [...found].sort((a, b) => b - a);
      const hosts = Object.fromEntries(
        sorted.map((priority, index) => [
          `node-${index + 1}`,
          {
            havip_role: index === 0 ? 'primary' : 'secondary',
            havip_priority: priority,
            private_ip: addresses[index],
          },
        ]),
      );
      const text = stringify({
        all: { children: { web: { vars: { havip: { ...some, ...more } }, hosts } } },
      });
      const before = await rendered(await bench.write('before.yaml', text));
      const out = join(bench.folder, 'after.yaml');
      await rm(out, { force: true });
      const nodes = [...before].map(([name, config]) => nodeFrom(name, config));
      const done = await importNodes(world, nodes, { out });
      if (!done.ok) throw new Error(JSON.stringify(done.problems));
      const after = await rendered(out);
      expect([...after]).toEqual([...before]);
      expect(
        done.value.clusters.flatMap(({ comparisons }) =>
          comparisons.flatMap((each) => [...each.losses, ...each.differences]),
        ),
      ).toEqual([]);
      expect(await readFile(out, 'utf8')).toContain('havip_priority');
    }),
    { numRuns: 12, seed: Number(process.env.FUZZ_SEED ?? 1) },
  );
});
