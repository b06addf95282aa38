import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { EVERY_ROW, longIt } from '../support/long.ts';
import { cli, startCli } from './support/cli.ts';
import { rightClock, setClock } from './support/clock.ts';
import { exec, freshLab, removeLab } from './support/cluster.ts';
import { changedInventory, setHavip } from './support/inventory-copy.ts';
import { holdersIn, holdUpReload, orTell, waitFor } from './support/serving.ts';

const CONFIG = '/etc/keepalived/keepalived.conf';

/** A lease lasts 60 s, an undo of a standby some more: nothing here is judged by how long it takes. */
const ALONE_MS = 180_000;

/** All at once, each on a cluster of its own, since most of it is waiting for leases to run out. */
describe.concurrent('the control machine dies between change and proof', { timeout: 600_000 }, () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-watchdog', clusters: EVERY_ROW ? 4 : 2, yum: ['2.2.7'] });
    const up = await cli(['up', lab.inventoryFile, '--verify', 'never', '--json']);
    expect(up.code, up.stderr).toBe(0);
  });
  afterAll(() => removeLab(lab));

  const holders = (cluster: string) =>
    holdersIn(lab, cluster, `172.16.19.${Number(cluster.replace('web', ''))}`);
  const configs = (cluster: string) =>
    Promise.all(['a', 'b'].map((node) => exec(lab, `${cluster}-${node}`, `cat ${CONFIG}`)));
  const pids = (cluster: string) =>
    Promise.all(
      ['a', 'b'].map((node) => exec(lab, `${cluster}-${node}`, 'systemctl show -p MainPID keepalived')),
    );
  const lastEntry = (node: string) =>
    exec(lab, node, 'tail -n 1 $(ls /var/lib/havip-deploy/journal/*/*/log | tail -n 1)');
  const changed = async (havip: Record<string, unknown>) =>
    (await changedInventory(lab, (each) => setHavip(each, havip))).file;

  /** Kills an `up` of a cluster while its standby takes up the change; the step in flight then ends. */
  async function killedBeforeTheHolder(cluster: string, file: string): Promise<void> {
    const step = await holdUpReload(lab, `${cluster}-b`);
    const run = startCli(['up', file, '--limit', cluster]);
    await orTell(
      run,
      waitFor(() => step.reached(), 120_000),
    );
    run.kill('SIGKILL');
    await run.result;
    await step.remove();
  }

  it('the first machine goes back alone, and the next up does the job', async () => {
    const before = await configs('web01');
    const file = await changed({ notify: { email: ['ops@example.com'] } });
    await killedBeforeTheHolder('web01', file);
    // Somebody sets the clock back by an hour: the lease runs out all the same.
    await setClock(lab, 'web01-b', -3600);
    expect(await configs('web01')).not.toEqual(before);
    // Told also by a run that cannot go on, and that leaves it as it is.
    const impossible = await changed({ install: { version: '9.9.9' } });
    const refused = await cli(['up', impossible, '--limit', 'web01']);
    expect(refused).toMatchObject({ code: 2, stdout: expect.stringContaining('host.no-keepalived') });
    expect(refused.stderr).toMatch(/`up` of .* was cut off on web01-b .*; the next `up` finishes it/);
    await waitFor(async () => (await lastEntry('web01-b')).endsWith(' undone\n'), ALONE_MS);
    expect(await configs('web01')).toEqual(before);
    expect(await holders('web01')).toEqual(['web01-a']);
    await rightClock(lab, 'web01-b');
    await waitFor(async () => (await exec(lab, 'web01-b', 'ls /var/lib/havip-deploy/lock')) === '');
    const next = await cli(['up', file, '--limit', 'web01', '--json']);
    expect(next.code, next.stdout).toBe(0);
    expect(next.document.clusters.web01).toMatchObject({ healthy: true, holder: 'web01-a' });
  });

  longIt('a change that nodes must agree on: the holder goes back, then the standby comes back', async () => {
    const before = await configs('web04');
    const file = await changed({ advert_int: 2 });
    const step = await holdUpReload(lab, 'web04-a');
    const run = startCli(['up', file, '--limit', 'web04']);
    await orTell(
      run,
      waitFor(() => step.reached(), 120_000),
    );
    run.kill('SIGKILL');
    await run.result;
    await step.remove();
    expect(await exec(lab, 'web04-b', 'systemctl is-active keepalived || true')).toBe('inactive\n');
    await waitFor(async () => (await lastEntry('web04-b')).endsWith(' undone\n'), ALONE_MS);
    expect(await lastEntry('web04-a')).toMatch(/ undone\n$/);
    expect(await configs('web04')).toEqual(before);
    expect(await holders('web04')).toEqual(['web04-a']);
    expect(await exec(lab, 'web04-b', 'systemctl is-active keepalived')).toBe('active\n');
    const next = await cli(['up', file, '--limit', 'web04', '--json']);
    expect(next.code, next.stdout).toBe(0);
    expect(next.document.clusters.web04).toMatchObject({ healthy: true, holder: 'web04-a' });
  });

  longIt('the next run takes over: nothing is undone behind its back', async () => {
    const file = await changed({ notify: { email: ['ops@example.com'] } });
    await killedBeforeTheHolder('web03', file);
    const next = await cli(['up', file, '--limit', 'web03', '--json']);
    expect(next.code, next.stdout).toBe(0);
    const after = await configs('web03');
    const running = await pids('web03');
    await new Promise((resolve) => setTimeout(resolve, 75_000));
    expect(await configs('web03')).toEqual(after);
    expect(await pids('web03')).toEqual(running);
    expect(after.join('')).toContain('ops@example.com');
    expect(await exec(lab, 'web03-b', 'pgrep -f [w]atchdog.sh || true')).toBe('');
  });

  longIt('nothing is undone while the run lives, however long a step takes', async () => {
    const file = await changed({ notify: { email: ['alive@example.com'] } });
    const step = await holdUpReload(lab, 'web02-b');
    const run = startCli(['up', file, '--limit', 'web02', '--json']);
    await orTell(
      run,
      waitFor(() => step.reached(), 120_000),
    );
    expect(await exec(lab, 'web02-b', 'pgrep -f [w]atchdog.sh')).not.toBe('');
    // Forward by an hour, which must not make the lease of a living run look old.
    await setClock(lab, 'web02-b', 3600);
    await new Promise((resolve) => setTimeout(resolve, 75_000));
    // Only `date` is wrong here, and what the drills measure is stamped by the kernel, too.
    await rightClock(lab, 'web02-b');
    await step.remove();
    const { code, stdout } = await run.result;
    expect(code, stdout).toBe(0);
    expect((await configs('web02')).join('')).toContain('alive@example.com');
    expect(await lastEntry('web02-b')).toMatch(/ proved\n$/);
  });
});
