import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt, sampleOf } from '../support/long.ts';
import { cli, type RunningCli, startCli } from './support/cli.ts';
import { exec, holdersOf, NODES, onNodes, removeLab } from './support/cluster.ts';
import { deployedLab } from './support/deployed.ts';
import { changedInventory, setHavip } from './support/inventory-copy.ts';
import { type HeldUp, holdUpConfigTest, holdUpReload, orTell, places, waitFor } from './support/serving.ts';

describe('a run that is interrupted', { timeout: 600_000 }, () => {
  let lab: Lab;
  let changes = 0;

  beforeAll(async () => {
    lab = await deployedLab({ name: 'test-interrupt' });
    const up = await cli(['up', lab.inventoryFile, '--json']);
    expect(up.code, up.stdout).toBe(0);
  });
  afterAll(() => removeLab(lab));

  /** An inventory that makes `up` write and reload. */
  async function somethingToDo(): Promise<string> {
    changes += 1;
    const email = [`ops${changes}@example.com`];
    return (await changedInventory(lab, (each) => setHavip(each, { notify: { email } }))).file;
  }

  /** Starts an `up` with something to do and comes back when it is at the held-up step. */
  async function upTo(
    node: string,
    holdUp: (lab: Lab, node: string) => Promise<HeldUp>,
  ): Promise<{ readonly run: RunningCli; readonly step: HeldUp; readonly file: string }> {
    const file = await somethingToDo();
    const step = await holdUp(lab, node);
    const run = startCli(['up', file]);
    await orTell(
      run,
      waitFor(() => step.reached()),
    );
    return { run, step, file };
  }

  async function halfWritten(): Promise<string> {
    return (await onNodes(lab, 'find / -xdev -name "*.havip-deploy-new*" -not -path "/proc/*"')).join('');
  }

  /** The next `up` finishes the job, and then there is nothing left to do. */
  async function upFinishes(file: string): Promise<void> {
    const next = await cli(['up', file, '--verify', 'never', '--json']);
    expect(next.code, next.stdout).toBe(0);
    expect(next.document.clusters.web).toMatchObject({ healthy: true });
    expect(await holdersOf(lab)).toHaveLength(1);
    const after = await cli(['up', file, '--verify', 'never', '--json']);
    for (const node of NODES) expect(after.document.hosts[node]?.changed).toBe(0);
    const email = await onNodes(lab, `grep -c ops${changes}@ /etc/keepalived/keepalived.conf`);
    expect(email).toEqual(['1\n', '1\n']);
  }

  /** Every running daemon has read the file that is there: it was started or reloaded after it was written. */
  async function everyFileIsRead(): Promise<void> {
    const pending = await onNodes(lab, 'ls -A /var/lib/havip-deploy/pending 2>/dev/null || true');
    expect(pending).toEqual(['', '']);
    const program = `written=$(stat -c %Y /etc/keepalived/keepalived.conf)
      journalctl --no-pager -o short-unix -u keepalived -t Keepalived | grep -E 'Opening file|Reloading' | tail -1 |
        awk -v written="$written" '{ print ($1 >= written - 1) ? "read" : "not read" }'`;
    expect(await onNodes(lab, program)).toEqual(['read\n', 'read\n']);
  }

  const SIGNALS = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const;

  it.each(sampleOf(1, SIGNALS))(
    'by %s ends with %i, after the step in flight, and the next up finishes',
    async (signal, code) => {
      const { holder, standby } = await places(lab);
      const { run, step, file } = await upTo(standby, holdUpConfigTest);
      run.kill(signal);
      await waitFor(async () => run.said().includes('Interrupted: finishing what is in flight'));
      await step.remove();
      const ended = await run.result;
      expect(ended.code, run.said()).toBe(code);
      expect(ended.stdout).toContain(
        `exit code ${code}: ${signal === 'SIGINT' ? 'interrupted' : 'terminated'}`,
      );
      expect(ended.stdout + ended.stderr).not.toMatch(/\n {4}at /);
      expect(await halfWritten()).toBe('');
      expect(await holdersOf(lab)).toEqual([holder]);
      // The holder was not begun.
      expect(await exec(lab, holder, `grep -c ops${changes}@ /etc/keepalived/keepalived.conf || true`)).toBe(
        '0\n',
      );
      await upFinishes(file);
      await everyFileIsRead();
    },
  );

  longIt('twice ends at once', async () => {
    const { standby, holder } = await places(lab);
    const { run, step, file } = await upTo(standby, holdUpConfigTest);
    run.kill('SIGINT');
    await waitFor(async () => run.said().includes('Once more ends it at once'));
    const askedAt = Date.now();
    run.kill('SIGINT');
    expect((await run.result).code).toBe(130);
    expect(Date.now() - askedAt).toBeLessThan(2000);
    await step.remove();
    expect(await holdersOf(lab)).toEqual([holder]);
    await upFinishes(file);
    expect(await halfWritten()).toBe('');
  });

  const MOMENTS = [
    ['the holder is about to reload', 'holder', holdUpReload],
    ['the new configuration is tested', 'standby', holdUpConfigTest],
    ['the standby is about to reload', 'standby', holdUpReload],
  ] as const;

  it.each(sampleOf(1, MOMENTS))(
    'by SIGKILL while %s: the address stays, and the next up finishes',
    async (_when, who, holdUp) => {
      const before = await places(lab);
      const { run, step, file } = await upTo(before[who], holdUp);
      run.kill('SIGKILL');
      expect((await run.result).code).toBe(137);
      await step.remove();
      expect(await holdersOf(lab)).toEqual([before.holder]);
      await upFinishes(file);
      await everyFileIsRead();
      expect(await halfWritten()).toBe('');
    },
  );

  longIt('reloads what a killed run had written and not yet reloaded', async () => {
    const { standby } = await places(lab);
    const { run, file } = await upTo(standby, holdUpReload);
    run.kill('SIGKILL');
    await run.result;
    // What the run had started on the machine dies too, before keepalived was told to read the file.
    await exec(
      lab,
      standby,
      `systemctl kill -s KILL --kill-whom=control keepalived 2>/dev/null || pkill -f /run/test-held-up; rm -f /run/test-held-up
       rm -f /etc/systemd/system/keepalived.service.d/zz-held-up.conf; systemctl daemon-reload; sleep 1`,
    );
    expect(await exec(lab, standby, 'cat /var/lib/havip-deploy/pending/keepalived')).toContain(
      'action=reload',
    );
    const next = await cli(['up', file, '--verify', 'never', '--json']);
    expect(next.code, next.stdout).toBe(0);
    const tasks = next.document.hosts[standby]?.tasks ?? [];
    expect(tasks.find(({ name }) => name === 'keepalived.conf')).toMatchObject({ changed: false });
    expect(tasks.find(({ name }) => name === 'keepalived service')).toMatchObject({ changed: true });
    await everyFileIsRead();
  });
});
