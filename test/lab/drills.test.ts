import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrillResult } from '../../src/core/events/document.ts';
import type { Lab } from '../../src/lab/index.ts';
import { longIt, sampleOf } from '../support/long.ts';
import { cli } from './support/cli.ts';
import { holdersOf, inventoryWith, onNodes, PRIMARY, removeLab, SECONDARY } from './support/cluster.ts';
import { deployedLab } from './support/deployed.ts';
import { TRACES } from './support/traces.ts';
import { toleranceMs, type Watched, watching } from './support/watch.ts';

const CHECK = { tcp: 22, interval: 1, timeout: 1, fall: 2, rise: 2 };

describe('every drill on a healthy cluster', { timeout: 600_000 }, () => {
  let lab: Lab;
  let standard = '';

  beforeAll(async () => {
    lab = await deployedLab({ name: 'test-drills' });
    standard = await inventoryWith(lab, 'standard.yaml', { check: CHECK });
    const up = await cli(['up', standard, '--verify', 'never']);
    expect(up.code, up.stdout).toBe(0);
  });
  afterAll(() => removeLab(lab));

  async function drilled(
    inventory: string,
    ...words: readonly string[]
  ): Promise<Watched<readonly DrillResult[]>> {
    return watching(lab, async () => {
      const run = await cli(['verify', inventory, '--json', ...words]);
      expect(run.code, run.stdout).toBe(0);
      return run.document.clusters.web?.drills ?? [];
    });
  }

  async function tracesOnNodes(): Promise<readonly string[]> {
    return onNodes(lab, TRACES);
  }

  /** What the drills say, beside ping and `ip monitor`, which also saw the time before and after them. */
  function expectMeasured(drills: readonly DrillResult[], seen: Watched<unknown>): void {
    const interruption = Math.max(...drills.map(({ interruptionMs }) => interruptionMs ?? Number.NaN));
    expect(interruption).toBeLessThanOrEqual(seen.longestGapMs + 50);
    if (seen.longestGapMs > 1500) expect(interruption).toBeGreaterThan(seen.longestGapMs * 0.9 - 50);
    const both = Math.max(...drills.map(({ splitBrainMs }) => splitBrainMs));
    expect(Math.abs(both - seen.bothMs)).toBeLessThanOrEqual(toleranceMs(seen.bothMs));
  }

  const DRILLS = [
    { drill: 'crash', directions: 2 },
    { drill: 'check', directions: 2 },
    // A node that stays master gets the address back by its priority.
    { drill: 'isolate', directions: 1 },
    { drill: 'freeze', directions: 1 },
    { drill: 'link', directions: 2 },
    { drill: 'reboot', directions: 2 },
  ];

  it.each(sampleOf(1, DRILLS))(
    '$drill passes, is measured right, and ends as it began',
    async ({ drill, directions }) => {
      const before = { traces: await tracesOnNodes(), holders: await holdersOf(lab) };
      expect(before.holders).toEqual([PRIMARY]);
      const seen = await drilled(standard, '--drills', drill);
      expect(seen.result.map(({ scenario, from, to, passed }) => [scenario, from, to, passed])).toEqual(
        [
          [drill, PRIMARY, SECONDARY, true],
          [drill, SECONDARY, PRIMARY, true],
        ].slice(0, directions),
      );
      // One that stays master never lets go of it.
      expect(seen.moves).toEqual([SECONDARY, PRIMARY].slice(0, directions));
      expectMeasured(seen.result, seen);
      expect({ traces: await tracesOnNodes(), holders: await holdersOf(lab) }).toEqual(before);
    },
  );

  // A probe of HTTP each 100 ms starts so many processes that other labs beside it make its machine stand still.
  longIt('a service behind the address: its longer interruption counts', async () => {
    const inventory = await inventoryWith(lab, 'service.yaml', {
      check: CHECK,
      verify: { witness: 'probe-01', interval: '10ms', service: { http: '/' } },
    });
    await onNodes(lab, 'systemctl start nginx');
    const seen = await drilled(inventory, '--drills', 'stop');
    for (const { interruptionMs } of seen.result)
      expect(interruptionMs).toBeGreaterThanOrEqual(seen.longestGapMs - 50);
    await onNodes(lab, 'systemctl stop nginx');
  });

  longIt('repeated: each figure is one that was measured', async () => {
    const run = await cli(['verify', standard, '--json', '--drills', 'stop', '--repeat', '2']);
    expect(run.code, run.stdout).toBe(0);
    const { drills, statistics } = run.document.clusters.web ?? {};
    expect(statistics?.map(({ scenario, from, to, runs }) => [scenario, from, to, runs])).toEqual([
      ['stop', PRIMARY, SECONDARY, 2],
      ['stop', SECONDARY, PRIMARY, 2],
    ]);
    const measured = drills?.map(({ interruptionMs }) => interruptionMs);
    for (const { interruptionMs } of statistics ?? []) {
      expect(measured).toContain(interruptionMs?.p50);
      expect(interruptionMs?.worst).toBe(interruptionMs?.p95);
    }
  });

  longIt(
    'with preemption: crash and freeze end where they began, and the address comes back by itself',
    async () => {
      const inventory = await inventoryWith(lab, 'preempt.yaml', { check: CHECK, preempt: true });
      expect(await cli(['up', inventory, '--verify', 'never'])).toMatchObject({ code: 0 });
      const seen = await drilled(inventory, '--drills', 'crash,freeze');
      expect(seen.result.map(({ scenario, from }) => [scenario, from])).toEqual([
        ['crash', PRIMARY],
        ['freeze', PRIMARY],
      ]);
      expect(seen.moves).toEqual([SECONDARY, PRIMARY, SECONDARY]);
      expect(await holdersOf(lab)).toEqual([PRIMARY]);
      expect(await cli(['up', standard, '--verify', 'never'])).toMatchObject({ code: 0 });
    },
  );

  longIt('fast profile: a crash passes though the address stays for a while', async () => {
    const fast = await inventoryWith(lab, 'fast.yaml', { check: CHECK, profile: 'fast' });
    expect(await cli(['up', fast, '--verify', 'never'])).toMatchObject({ code: 0 });
    const seen = await drilled(fast, '--drills', 'crash');
    expect(seen.result.map(({ splitBrainMs }) => splitBrainMs > 300)).toContain(true);
    expectMeasured(seen.result, seen);
    expect(await cli(['up', standard, '--verify', 'never'])).toMatchObject({ code: 0 });
  });

  it('bad input is told before anything is touched', async () => {
    const plain = await inventoryWith(lab, 'plain.yaml', {});
    const { result, events } = await watching(lab, async () => [
      await cli(['verify', standard, '--drills', 'crsh']),
      await cli(['verify', plain, '--drills', 'check']),
      await cli(['verify', standard, '--drills', ',']),
      await cli(['verify', standard, '--repeat', '0']),
    ]);
    expect(result.map(({ code }) => code)).toEqual([5, 5, 5, 5]);
    expect(result[0]?.stderr).toContain('did you mean "crash"?');
    expect(result[1]?.stderr).toMatch(/needs havip\.check.*plain\.yaml:\d+/s);
    expect(events).toEqual([]);
  });
});
