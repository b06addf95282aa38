import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killSshSessions, type Lab } from '../../src/lab/index.ts';
import { longIt, sampleOf } from '../support/long.ts';
import { cli, startCli } from './support/cli.ts';
import { exec, removeLab } from './support/cluster.ts';
import { deployedLab } from './support/deployed.ts';
import { changedInventory, setHavip } from './support/inventory-copy.ts';
import { holdersIn, holdUpConfigTest, holdUpReload, orTell, serves, waitFor } from './support/serving.ts';

describe('a connection that is cut in the middle', { timeout: 600_000 }, () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await deployedLab({ name: 'test-cut' });
    const up = await cli(['up', lab.inventoryFile, '--json']);
    expect(up.code, up.stdout).toBe(0);
  });
  afterAll(() => removeLab(lab));

  const HOLDER = 'HAVIP-01';
  const STANDBY = 'HAVIP-02';
  const ADDRESS = '172.16.16.12';

  async function upAgain(file: string): Promise<void> {
    const again = await cli(['up', file, '--json']);
    expect(again.code, again.stdout).toBe(0);
    expect(again.document.clusters.web).toMatchObject({ healthy: true });
    expect(await holdersIn(lab, 'web', ADDRESS)).toHaveLength(1);
    const third = await cli(['up', file, '--json']);
    for (const node of [HOLDER, STANDBY]) expect(third.document.hosts[node]?.changed).toBe(0);
  }

  const MOMENTS = [
    ['the holder reloads', HOLDER, holdUpReload],
    ['the new configuration is tested', STANDBY, holdUpConfigTest],
    ['the standby reloads', STANDBY, holdUpReload],
  ] as const;

  it.each(sampleOf(1, MOMENTS))(
    'while %s: exit 4, one holder, and the next up finishes',
    async (when, node, holdUp) => {
      const email = `${when.replaceAll(' ', '-')}@example.com`;
      const { file } = await changedInventory(lab, (each) => setHavip(each, { notify: { email: [email] } }));
      const step = await holdUp(lab, node);
      const run = startCli(['up', file, '--json']);
      await orTell(
        run,
        waitFor(() => step.reached()),
      );
      await killSshSessions(lab, node);
      const { code, document } = await run.result;
      await step.remove();
      expect(code).toBe(4);
      expect(document.errors).toMatchObject([{ code: 'connection.lost', host: node }]);
      expect(await holdersIn(lab, 'web', ADDRESS)).toEqual([HOLDER]);
      await upAgain(file);
    },
  );

  longIt.each([HOLDER, STANDBY, 'probe-01'])(
    'of %s during a drill: the cluster serves, and the next verify passes',
    async (node) => {
      const first = (await holdersIn(lab, 'web', ADDRESS))[0] ?? HOLDER;
      const active = async () =>
        (await exec(lab, first, 'systemctl is-active keepalived || true')).trim() === 'active';
      const run = startCli(['verify', lab.inventoryFile, '--json']);
      await orTell(
        run,
        waitFor(async () => !(await active())),
      );
      await killSshSessions(lab, node);
      const { code, document } = await run.result;
      expect(code).toBe(4);
      expect(document.errors.map(({ code: each }) => each)).toContain('connection.lost');
      await waitFor(active, 120_000);
      await serves(lab, ADDRESS);
      expect(await holdersIn(lab, 'web', ADDRESS)).toHaveLength(1);
      const again = await cli(['verify', lab.inventoryFile, '--json']);
      expect(again.code, again.stdout).toBe(0);
      expect(await holdersIn(lab, 'web', ADDRESS)).toHaveLength(1);
    },
  );
});
