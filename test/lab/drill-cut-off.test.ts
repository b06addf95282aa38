import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killSshSessions, type Lab } from '../../src/lab/index.ts';
import { longIt, sampleOf } from '../support/long.ts';
import { cli, startCli } from './support/cli.ts';
import { ADDRESS, exec, holdersOf, onNodes, removeLab } from './support/cluster.ts';
import { deployedLab } from './support/deployed.ts';
import { orTell, places, serves, waitFor } from './support/serving.ts';
import { watching } from './support/watch.ts';

/** Whether a drill has done its work on a node: exit code 0 while it is broken. */
const BROKEN = {
  isolate: 'nft list table netdev havip_drill',
  link: "ip link show dev eth0 | grep -q 'state DOWN'",
} as const;

/** From the moment the interface is down no SSH comes through, until it is up again. */
const CUT_WHILE_DOWN = `setsid sh -c 'until ${BROKEN.link}; do sleep 0.02; done
printf "table ip test {\\nchain test {\\ntype filter hook input priority 0;\\ntcp dport 22 drop\\n}\\n}\\n" | nft -f -
while ${BROKEN.link}; do sleep 0.02; done
nft delete table ip test' </dev/null >/dev/null 2>&1 &`;

const ROUTES = 'ip -4 route show; ip -br link show dev eth0 | tr -s " " | cut -d" " -f2';

describe('a machine that a drill cuts off', { timeout: 600_000 }, () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await deployedLab({ name: 'test-drill-cut' });
    const up = await cli(['up', lab.inventoryFile, '--verify', 'never']);
    expect(up.code, up.stdout).toBe(0);
  });
  afterAll(() => removeLab(lab));

  const verify = (drill: string) => ['verify', lab.inventoryFile, '--drills', drill, '--json'];
  const isBroken = async (node: string, drill: keyof typeof BROKEN) =>
    (await exec(lab, node, `if ${BROKEN[drill]} >/dev/null 2>&1; then echo yes; fi`)) !== '';

  async function wellAgain(): Promise<void> {
    await serves(lab, ADDRESS);
    await waitFor(async () => (await holdersOf(lab)).length === 1);
    const next = await cli(verify('stop'));
    expect(next.code, next.stdout).toBe(0);
  }

  longIt(
    'link, with SSH dead meanwhile: it heals itself, is reached anew, and the drill passes',
    async () => {
      const { holder } = await places(lab);
      const before = await onNodes(lab, ROUTES);
      await exec(lab, holder, CUT_WHILE_DOWN);
      const { result, moves } = await watching(lab, async () => {
        const run = startCli(verify('link'));
        await orTell(
          run,
          waitFor(() => isBroken(holder, 'link')),
        );
        expect(await killSshSessions(lab, holder)).toBeGreaterThan(0);
        return run.result;
      });
      expect(result.code, result.stdout).toBe(0);
      expect(result.document.clusters.web?.drills).toMatchObject([
        { from: holder, passed: true, splitBrainMs: 0 },
        { to: holder, passed: true },
      ]);
      expect(moves).toHaveLength(2);
      expect(await onNodes(lab, ROUTES)).toEqual(before);
    },
  );

  longIt(
    'isolate, with its SSH session killed: trouble, as it was no part of the drill, and undone all the same',
    async () => {
      const { holder } = await places(lab);
      const run = startCli(verify('isolate'));
      await orTell(
        run,
        waitFor(() => isBroken(holder, 'isolate')),
      );
      await killSshSessions(lab, holder);
      const { code, document } = await run.result;
      expect(code).toBe(4);
      expect(document.errors.map((problem) => problem.code)).toContain('connection.lost');
      expect(await isBroken(holder, 'isolate')).toBe(false);
      await wellAgain();
    },
  );

  it.each(sampleOf(1, ['isolate', 'link'] as const))(
    '%s, with the control machine dead: it heals itself',
    async (drill) => {
      const { holder } = await places(lab);
      const before = await onNodes(lab, ROUTES);
      const run = startCli(verify(drill));
      await orTell(
        run,
        waitFor(() => isBroken(holder, drill)),
      );
      run.kill('SIGKILL');
      await run.result;
      await waitFor(async () => !(await isBroken(holder, drill)));
      await wellAgain();
      expect(await onNodes(lab, ROUTES)).toEqual(before);
    },
  );
});
