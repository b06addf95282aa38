import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt } from '../support/long.ts';
import { cli, startCli } from './support/cli.ts';
import { exec, freshLab, removeLab } from './support/cluster.ts';
import { changedInventory, setHavip } from './support/inventory-copy.ts';
import { holdersIn, orTell, waitFor } from './support/serving.ts';

/**
 * What an upgrade of keepalived with a new configuration writes into the journals of a cluster's two machines,
 * until it is over: four steps on each (the download, the package, the configuration, the service), intended and
 * done, and the proof.
 */
const ENTRIES = 18;

/** Clusters that are killed at the same time, each at another entry: more take as long on a small machine. */
const CLUSTERS = 2;

const ROUNDS = Array.from({ length: ENTRIES / CLUSTERS }, (_, round) => round);

describe('the control process killed after each journal entry in turn', { timeout: 600_000 }, () => {
  let lab: Lab;
  let before = '';
  let after = '';

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-kill', clusters: CLUSTERS, witness: false, yum: ['2.2.7', '2.3.3'] });
    before = (await changedInventory(lab, (each) => setHavip(each, { install: { version: '2.2.7' } }))).file;
    after = (
      await changedInventory(lab, (each) =>
        setHavip(each, { install: { version: '2.3.3' }, notify: { email: ['ops@example.com'] } }),
      )
    ).file;
    const up = await cli(['up', before, '--json']);
    expect(up.code, up.stderr).toBe(0);
  });
  afterAll(() => removeLab(lab));

  const clusters = () => [...new Set(lab.machines.flatMap(({ cluster }) => cluster ?? []))];
  const nodesOf = (cluster: string) => lab.machines.filter((machine) => machine.cluster === cluster);
  const addressOf = (cluster: string) => `172.16.19.${Number(cluster.replace('web', ''))}`;

  /** The journal entries that runs since then have written on a cluster's machines, read from outside. */
  async function entries(cluster: string, known: ReadonlySet<string>): Promise<string[]> {
    const logs = await Promise.all(
      nodesOf(cluster).map(async ({ leaderPid }) => {
        const folder = `/proc/${leaderPid}/root/var/lib/havip-deploy/journal/${cluster}`;
        const runs = (await readdir(folder)).filter((run) => !known.has(run));
        return Promise.all(runs.map((run) => readFile(join(folder, run, 'log'), 'utf8').catch(() => '')));
      }),
    );
    return logs.flat().flatMap((log) => log.split('\n').filter((line) => line !== ''));
  }

  async function runsOf(cluster: string): Promise<ReadonlySet<string>> {
    const all = nodesOf(cluster).map(({ leaderPid }) =>
      readdir(`/proc/${leaderPid}/root/var/lib/havip-deploy/journal/${cluster}`),
    );
    return new Set((await Promise.all(all)).flat());
  }

  /** Kills an upgrade of one cluster as soon as so many entries are written; the last is the end of the run. */
  async function killAt(cluster: string, count: number): Promise<void> {
    const known = await runsOf(cluster);
    const run = startCli(['up', after, '--limit', cluster]);
    const seen = async () => (await entries(cluster, known)).length >= count;
    if (count < ENTRIES) {
      await orTell(run, waitFor(seen, 240_000));
      run.kill('SIGKILL');
    }
    await run.result;
    // Else there are entries at which nothing was killed.
    if (count === ENTRIES) expect(await entries(cluster, known)).toHaveLength(ENTRIES);
  }

  /** From when the election is over, which takes less than four adverts. */
  async function oneHolder(cluster: string): Promise<void> {
    const holders = () => holdersIn(lab, cluster, addressOf(cluster));
    await waitFor(async () => (await holders()).length === 1, 15_000);
    for (let look = 0; look < 10; look += 1) {
      expect(await holders(), cluster).toHaveLength(1);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** What the running daemon says that it is configured with. */
  const LOADED = `rm -f /tmp/keepalived.data; kill -USR1 $(systemctl show -p MainPID keepalived | cut -d= -f2)
    tick=0; until [ -s /tmp/keepalived.data ] || [ $tick -ge 50 ]; do tick=$((tick + 1)); sleep 0.1; done
    sleep 0.2; grep -o 'ops@example.com' /tmp/keepalived.data | sort -u`;

  longIt.each(ROUNDS)('one holder, and the next up ends proved (round %i)', async (round) => {
    await Promise.all(
      clusters().map(async (cluster, index) => {
        await killAt(cluster, round * CLUSTERS + index + 1);
        await oneHolder(cluster);
      }),
    );
    const next = await cli(['up', after, '--json']);
    expect(next.code, next.stdout).toBe(0);
    const again = await cli(['up', after, '--json']);
    for (const cluster of clusters()) {
      expect(next.document.clusters[cluster]).toMatchObject({ healthy: true });
      await oneHolder(cluster);
      for (const { name } of nodesOf(cluster)) {
        expect(again.document.hosts[name]).toMatchObject({ changed: 0, roundTrips: 1 });
        expect(await exec(lab, name, 'keepalived -v 2>&1 | head -n 1')).toContain('v2.3.3');
        expect(await exec(lab, name, 'ls -A /var/lib/havip-deploy/pending')).toBe('');
        expect({ name, loaded: await exec(lab, name, LOADED) }).toEqual({
          name,
          loaded: 'ops@example.com\n',
        });
        const running = 'readlink /proc/$(systemctl show -p MainPID keepalived | cut -d= -f2)/exe';
        expect(await exec(lab, name, running)).toBe('/usr/sbin/keepalived\n');
      }
    }
    const history = JSON.parse((await cli(['history', after, '--json'])).stdout) as {
      history: Record<string, { state: string }[]>;
    };
    for (const runs of Object.values(history.history))
      expect(runs.map(({ state }) => state)).not.toContain('open');
    if (round === ROUNDS.length - 1) return;
    // Undone as a whole, also where two runs have made the change.
    const back = await cli(['rollback', after, '--json']);
    expect(back.code, back.stdout).toBe(0);
    const noop = await cli(['up', before, '--json']);
    expect(noop.code, noop.stdout).toBe(0);
    for (const host of lab.machines.filter(({ cluster }) => cluster !== undefined))
      expect(noop.document.hosts[host.name]).toMatchObject({ changed: 0 });
  });
});
