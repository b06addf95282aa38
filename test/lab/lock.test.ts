import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { expiryProgram } from '../support/boot-clock.ts';
import { EVERY_ROW, longIt } from '../support/long.ts';
import { type CliResult, cli, type RunningCli, startCli } from './support/cli.ts';
import { exec, freshLab, removeLab } from './support/cluster.ts';
import { deployedLab } from './support/deployed.ts';
import { changedInventory, setHavip } from './support/inventory-copy.ts';
import { holdersIn, orTell, serves, waitFor } from './support/serving.ts';

const LOCK = '/var/lib/havip-deploy/lock/lease';

describe('one run a cluster', { timeout: 600_000 }, () => {
  let lab: Lab;
  let first: string;
  let other: string;
  let nodes: readonly string[];

  beforeAll(async () => {
    // Only the long run asks about another cluster.
    lab = EVERY_ROW
      ? await freshLab({ name: 'test-lock', clusters: 2 })
      : await deployedLab({ name: 'test-lock' });
    const up = await cli(['up', lab.inventoryFile, '--json']);
    expect(up.code, up.stdout).toBe(0);
    const names = lab.machines.flatMap(({ cluster }) => cluster ?? []);
    first = names[0] ?? '';
    other = names.at(-1) ?? '';
    nodes = lab.machines.filter(({ cluster }) => cluster === first).map(({ name }) => name);
  });
  afterAll(() => removeLab(lab));
  beforeEach(async () => {
    expect(await leases()).toEqual([]);
  });

  const verify = (name: string, ...words: string[]) => ['verify', lab.inventoryFile, '-l', name, ...words];
  const address = (cluster: string) => lab.clusters.find(({ name }) => name === cluster)?.address ?? '';

  async function leases(): Promise<string[]> {
    const shown = await Promise.all(nodes.map((node) => exec(lab, node, `cat ${LOCK} 2>/dev/null || true`)));
    return shown.filter((text) => text !== '');
  }

  /** A lease as another person's laptop would have written it. */
  async function putForeign(seconds: number): Promise<void> {
    const text = `id=foreign
user=ann
host=control-9
boot=elsewhere
pid=4711
pidStart=1
command=upgrade
startedAt=2026-01-02T03:04:05.000Z`;
    const program = `mkdir -p ${dirname(LOCK)}; { cat; echo; ${expiryProgram(seconds)}; } >${LOCK}`;
    await Promise.all(nodes.map((node) => exec(lab, node, program, text)));
  }

  /** Renewed all the while, as that laptop would, so that nothing here is judged by how long it takes. */
  async function whileForeign<T>(body: () => Promise<T>): Promise<T> {
    await putForeign(60);
    const end = new AbortController();
    const renewals = (async () => {
      for (;;) {
        await sleep(15_000, undefined, { signal: end.signal });
        await putForeign(60);
      }
    })().catch(() => undefined);
    try {
      return await body();
    } finally {
      end.abort();
      await renewals;
      await Promise.all(nodes.map((node) => exec(lab, node, `rm -f ${LOCK}`)));
    }
  }

  /** A change that has to be made on both nodes of the first cluster. */
  async function somethingToDo(email: string): Promise<string> {
    const { file } = await changedInventory(lab, (each) => setHavip(each, { notify: { email: [email] } }));
    return file;
  }

  const configurations = () =>
    Promise.all(nodes.map((node) => exec(lab, node, 'cat /etc/keepalived/keepalived.conf')));

  /** Starts a drill of the first cluster and comes back when its holder is stopped. */
  async function drilling(
    file = lab.inventoryFile,
  ): Promise<{ run: RunningCli; holder: string; active: () => Promise<boolean> }> {
    const [holder = ''] = await holdersIn(lab, first, address(first));
    const active = async () =>
      (await exec(lab, holder, 'systemctl is-active keepalived || true')) === 'active\n';
    const run = startCli(['verify', file, '-l', first]);
    await orTell(
      run,
      waitFor(async () => !(await active())),
    );
    return { run, holder, active };
  }

  async function undone(): Promise<void> {
    await serves(lab, address(first));
    expect(await holdersIn(lab, first, address(first))).toHaveLength(1);
    const status = await cli(['status', lab.inventoryFile, '-l', first, '--json']);
    expect(status.document.clusters[first], status.stdout).toMatchObject({ healthy: true });
  }

  longIt('of two at once works, and the other ends at once', async () => {
    const runs = [startCli(verify(first)), startCli(verify(first))];
    const loser = await Promise.race(
      runs.map(({ result }, index) => result.then((ended) => ({ ended, index }))),
    );
    expect(loser.ended.code, loser.ended.stdout).toBe(7);
    const winner = runs[1 - loser.index];
    expect(loser.ended.stdout).toMatch(
      new RegExp(`error\\[lock.held\\]: ${first} is locked by \\w+@\\S+ \\(\`verify\`, since 20`),
    );
    expect(loser.ended.stdout).toContain(`(process ${winner?.pid} on `);
    const won = await winner?.result;
    expect(won?.code, won?.stdout).toBe(0);
  });

  longIt('waits for its turn where it is told to', async () => {
    const waiting = await whileForeign(async () => {
      const run = startCli(verify(first, '--lock-wait', '5m'));
      await orTell(
        run,
        waitFor(async () => run.said().includes('waiting for ann@control-9')),
      );
      return run;
    });
    const waited = await waiting.result;
    expect(waited.code, waited.stdout).toBe(0);
    expect(waited.stderr.match(/note .*waiting for/g)).toHaveLength(1);
  });

  longIt('leaves other clusters alone', async () => {
    await whileForeign(async () => {
      const [held, free] = await Promise.all([cli(verify(first)), cli(verify(other, '--json'))]);
      expect([held.code, free.code], free.stdout).toEqual([7, 0]);
      const both = await cli(['up', lab.inventoryFile, '--json']);
      expect(both.code).toBe(7);
      expect(both.document.clusters[other]).toMatchObject({ healthy: true });
      expect(both.document.errors.map(({ code }) => code)).toEqual(['lock.held']);
    });
  });

  it('is kept out by another person, and changes nothing; looking is free', async () => {
    await whileForeign(async () => {
      const before = await configurations();
      const file = await somethingToDo('held@example.com');
      const up = await cli(['up', file, '-l', first]);
      expect(up.code).toBe(7);
      expect(up.stdout).toContain('is locked by ann@control-9 (`upgrade`, since 2026-01-02 03:04:05 UTC)');
      for (const words of [
        ['plan', file],
        ['status', file],
        ['up', '--check', file],
      ]) {
        const looked = await cli([...words, '-l', first]);
        expect(looked.code, looked.stderr).toBe(0);
        expect(looked.stderr.match(/note .*ann@control-9/g)).toHaveLength(1);
      }
      expect(await configurations()).toEqual(before);
      expect((await cli(['exec', first, '-i', file, '--', 'true'])).code).toBe(0);
    });
  });

  longIt('is kept out also by an inventory that calls the cluster by another name', async () => {
    await whileForeign(async () => {
      const { file } = await changedInventory(lab, ({ all: { children } }) => {
        children.renamed = children[first] ?? { hosts: {} };
        delete children[first];
      });
      const held = await cli(['verify', file, '-l', 'renamed']);
      expect([held.code, held.stdout]).toEqual([7, expect.stringContaining('renamed is locked by ann@')]);
    });
  });

  longIt('takes over what has run out, and says so', async () => {
    await putForeign(-1);
    const up = await cli(['up', await somethingToDo('expired@example.com'), '-l', first]);
    expect(up.code, up.stdout).toBe(0);
    const note =
      'the lease of ann@control-9 (`upgrade`, since 2026-01-02 03:04:05 UTC) has run out: taken over';
    expect(up.stderr.split(note)).toHaveLength(2);
  });

  longIt('is unlocked by hand', async () => {
    const unlock = (...words: string[]): Promise<CliResult> => cli(['unlock', lab.inventoryFile, ...words]);
    await putForeign(60);
    const asked = await unlock();
    expect([asked.code, asked.stderr]).toEqual([5, expect.stringContaining('error[usage.no-answer]')]);
    expect(await leases()).toHaveLength(2);
    const removed = await unlock('--yes');
    expect(removed.code, removed.stderr).toBe(0);
    expect(removed.stdout).toContain(`${first} is locked by ann@control-9`);
    expect(await leases()).toEqual([]);
    const again = await unlock('--yes', '--json');
    expect([again.code, Object.values(again.document.hosts).map(({ changed }) => changed)]).toEqual([
      0,
      [0, 0, 0, 0],
    ]);
  });

  it('that loses its lease in the middle of a drill undoes it and ends', async () => {
    // Nobody takes over, so that the drill is still on at the next renewal.
    const { file } = await changedInventory(lab, (each) => {
      const { verify: settings } = each.all.children[first]?.vars?.havip ?? {};
      setHavip(each, { verify: { ...(settings as object), max_interruption: '2m' } });
    });
    const [holder] = await holdersIn(lab, first, address(first));
    const standby = nodes.find((node) => node !== holder) ?? '';
    await exec(lab, standby, 'kill -STOP $(pidof keepalived)');
    const { run, active } = await drilling(file);
    const removed = await cli(['unlock', file, '-l', first, '--yes']);
    expect(removed.code, removed.stderr).toBe(0);
    const { code, stdout } = await run.result;
    await exec(lab, standby, 'kill -CONT $(pidof keepalived)');
    expect(code, stdout).toBe(7);
    expect(stdout).toMatch(/error\[lock.lost\]: .* the lock was lost/);
    expect(await active()).toBe(true);
    await waitFor(async () => (await holdersIn(lab, first, address(first))).length === 1);
    await undone();
  });

  longIt('leaves no lease after SIGINT', async () => {
    const { run } = await drilling();
    run.kill('SIGINT');
    expect((await run.result).code).toBe(130);
    expect(await leases()).toEqual([]);
    await undone();
  });

  longIt('is not in the way of the next one after SIGKILL', async () => {
    const { run } = await drilling();
    run.kill('SIGKILL');
    await run.result;
    expect(await leases()).toHaveLength(2);
    const next = await cli(['up', lab.inventoryFile, '-l', first]);
    expect(next.code, next.stdout).toBe(0);
    expect(next.stderr).toMatch(/is void, its process \d+ on this machine has ended: taken over/);
  });
});
