import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { cli } from './support/cli.ts';
import { ADDRESS, exec, holdersOf, PRIMARY, removeLab, SECONDARY } from './support/cluster.ts';
import { deployedLab } from './support/deployed.ts';
import { waitFor } from './support/serving.ts';
import { adverts } from './support/vrrp.ts';

describe('a cluster that is as it should be and yet not well', { timeout: 600_000 }, () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await deployedLab({ name: 'test-ill' });
    const up = await cli(['up', lab.inventoryFile, '--json']);
    expect(up.code, up.stdout).toBe(0);
  });
  afterAll(() => removeLab(lab));

  async function expectIll(code: string, explanation: RegExp): Promise<void> {
    const run = await cli(['up', lab.inventoryFile, '--json']);
    expect(run.code, run.stdout).toBe(3);
    expect(run.document.clusters.web).toMatchObject({ healthy: false });
    for (const node of [PRIMARY, SECONDARY]) expect(run.document.hosts[node]?.changed).toBe(0);
    const problem = run.document.errors.find((each) => each.code === code);
    expect(problem, run.stdout).toBeDefined();
    expect(`${problem?.summary} ${problem?.detail} ${problem?.fix}`).toMatch(explanation);
    const paper = await cli(['up', lab.inventoryFile]);
    expect(paper.code).toBe(3);
    expect(paper.stdout).toContain(`error[${code}]`);
    expect(paper.stdout).toContain('exit code 3: converged, but verification failed');
  }

  it('has a second holder that somebody made by hand: exit 3, and who they are', async () => {
    await exec(lab, SECONDARY, `ip addr add ${ADDRESS}/32 dev eth0`);
    try {
      await expectIll(
        'verify.two-holders',
        /HAVIP-01 and HAVIP-02 both hold 172\.16\.16\.12.*HAVIP-02 is BACKUP.*ip addr del/,
      );
    } finally {
      await exec(lab, SECONDARY, `ip addr del ${ADDRESS}/32 dev eth0`);
    }
    expect((await cli(['up', lab.inventoryFile])).code).toBe(0);
  });

  it('has its VRRP blocked between the nodes: exit 3, and what to look at', async () => {
    await adverts(lab, 'lost');
    try {
      await waitFor(async () => (await holdersOf(lab)).length === 2);
      await expectIll(
        'verify.two-holders',
        /both hold.*MASTER.*VRRP \(IP protocol 112\) passes between the nodes/s,
      );
    } finally {
      await adverts(lab, 'found');
    }
    await waitFor(async () => (await holdersOf(lab)).length === 1);
    expect((await cli(['up', lab.inventoryFile])).code).toBe(0);
  });
});
