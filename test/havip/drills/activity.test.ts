import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import type { RunEvent } from '../../../src/core/events/event.ts';
import { success } from '../../../src/core/outcome.ts';
import { findScenario, measureHandover, proveCluster } from '../../../src/havip/drills/index.ts';
import type { Scenario } from '../../../src/havip/drills/scenario.ts';
import type { DrillDeps } from '../../../src/havip/drills/types.ts';
import { composeFrame } from '../../../src/report/live/frame.ts';
import { advance, createProgress } from '../../../src/report/live/progress.ts';
import { createStyle } from '../../../src/report/style.ts';
import { hostResult } from '../../report/sample.ts';
import { SimulatedCluster } from './support/simulated-cluster.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

/** What the live view says before the drills: none of it is true any more once they have begun. */
const BEFORE: readonly RunEvent[] = [
  {
    type: 'run-started',
    command: 'up',
    at: new Date(0),
    hosts: { web: ['HAVIP-01', 'HAVIP-02'], '': ['probe-01'] },
  },
  { type: 'host-activity', host: 'HAVIP-01', activity: 'reading facts' },
  { type: 'host-activity', host: 'HAVIP-02', activity: 'reading facts' },
  { type: 'host-activity', host: 'probe-01', activity: 'connecting' },
  { type: 'host-finished', host: 'HAVIP-02', result: hostResult() },
];

/** The lines of the live view at the moment at which each drill ends. */
async function viewsDuring(work: (cluster: SimulatedCluster, deps: DrillDeps) => Promise<unknown>) {
  const progress = createProgress(0);
  const views: string[] = [];
  for (const event of BEFORE) advance(progress, event, 0);
  const onEvent = (event: RunEvent) => {
    if (event.type === 'drill-finished') {
      const { lines } = composeFrame(progress, { columns: 100, lines: 20 }, 0, createStyle({ color: false }));
      views.push(lines.join('\n'));
    }
    advance(progress, event, 0);
  };
  let over = false;
  const done = work(new SimulatedCluster(), { clock: systemClock, onEvent }).finally(() => {
    over = true;
  });
  while (!over) await vi.advanceTimersByTimeAsync(5);
  await done;
  return views;
}

function scenario(name: string): Scenario {
  const found = findScenario(name);
  if (!found.ok) throw new Error(`no drill ${name}`);
  return found.value;
}

const handover = (cluster: SimulatedCluster, deps: DrillDeps) =>
  measureHandover(
    cluster.subject,
    'HAVIP-01',
    async () => {
      cluster.holding['HAVIP-01'] = false;
      cluster.holding['HAVIP-02'] = true;
      return success('changed');
    },
    deps,
  );

test.each([
  [
    'drills',
    2,
    'drill',
    (cluster: SimulatedCluster, deps: DrillDeps) => proveCluster(cluster.subject, [scenario('stop')], deps),
  ],
  ['a measured handover', 1, 'handover', handover],
] as const)('during %s no line says what was before', async (_name, ends, during, work) => {
  const views = await viewsDuring(work);
  expect(views).toHaveLength(ends);
  for (const view of views) {
    expect(view).toMatch(new RegExp(`HAVIP-01 .*watched during the ${during}`));
    expect(view).toMatch(new RegExp(`HAVIP-02 .*watched during the ${during}`));
    expect(view).toMatch(/probe-01 .*probing 172\.16\.16\.12/);
    expect(view).not.toMatch(/reading facts|connecting|as it should be/);
  }
});
