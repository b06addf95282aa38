import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt } from '../support/long.ts';
import { cli, type RunningCli, startCli } from './support/cli.ts';
import { ADDRESS, exec, holdersOf, removeLab } from './support/cluster.ts';
import { deployedLab } from './support/deployed.ts';
import { orTell, places, serves, waitFor } from './support/serving.ts';

describe('a run that is interrupted during a drill', { timeout: 600_000 }, () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await deployedLab({ name: 'test-drill' });
    const up = await cli(['up', lab.inventoryFile, '--json']);
    expect(up.code, up.stdout).toBe(0);
  });
  afterAll(() => removeLab(lab));

  async function drilling(): Promise<{ run: RunningCli; active: () => Promise<boolean> }> {
    const { holder } = await places(lab);
    const active = async () =>
      (await exec(lab, holder, 'systemctl is-active keepalived || true')).trim() === 'active';
    const run = startCli(['verify', lab.inventoryFile]);
    await orTell(
      run,
      waitFor(async () => !(await active())),
    );
    return { run, active };
  }

  async function wellAgain(): Promise<void> {
    await serves(lab, ADDRESS);
    expect(await holdersOf(lab)).toHaveLength(1);
    const next = await cli(['verify', lab.inventoryFile, '--json']);
    expect(next.code, next.stdout).toBe(0);
    expect(next.document.clusters.web?.drills).toHaveLength(2);
  }

  longIt('by SIGINT: what was stopped is started at once', async () => {
    const { run, active } = await drilling();
    const askedAt = Date.now();
    run.kill('SIGINT');
    const { code, stdout, stderr } = await run.result;
    expect(code).toBe(130);
    expect(Date.now() - askedAt).toBeLessThan(15_000);
    expect(await active()).toBe(true);
    expect(stdout).toContain('error[verify.interrupted]');
    expect(stdout + stderr).not.toContain('canceled');
    await wellAgain();
  });

  longIt('by SIGKILL: the machine starts it by itself, and the next run finds all well', async () => {
    const { run, active } = await drilling();
    run.kill('SIGKILL');
    await run.result;
    await waitFor(active, 90_000);
    await wellAgain();
  });

  longIt('by SIGKILL: an up right afterwards brings the cluster back', async () => {
    const { run } = await drilling();
    run.kill('SIGKILL');
    await run.result;
    const next = await cli(['up', lab.inventoryFile, '--json']);
    expect(next.code, next.stdout).toBe(0);
    expect(next.document.clusters.web).toMatchObject({ healthy: true });
    expect(await holdersOf(lab)).toHaveLength(1);
    await wellAgain();
  });
});
