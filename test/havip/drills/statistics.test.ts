import { expect, test } from 'vitest';
import type { DrillResult } from '../../../src/core/events/document.ts';
import { drillStatistics } from '../../../src/havip/drills/verdict/statistics.ts';

const drill = (scenario: string, from: string, interruptionMs: number | null): DrillResult => ({
  scenario,
  from,
  to: 'other',
  probes: 100,
  lost: 1,
  interruptionMs,
  takeoverMs: null,
  splitBrainMs: 0,
  passed: true,
  error: null,
});

test('each scenario and direction by itself, by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, nth) => drill('stop', 'A', 100 - nth));
  const drills = [...hundred, drill('stop', 'B', 7), drill('crash', 'A', null), drill('stop', 'B', 9)];
  expect(drillStatistics(drills)).toEqual([
    {
      scenario: 'stop',
      from: 'A',
      to: 'other',
      runs: 100,
      interruptionMs: { p50: 50, p95: 95, worst: 100 },
      takeoverMs: null,
    },
    {
      scenario: 'stop',
      from: 'B',
      to: 'other',
      runs: 2,
      interruptionMs: { p50: 7, p95: 9, worst: 9 },
      takeoverMs: null,
    },
    { scenario: 'crash', from: 'A', to: 'other', runs: 1, interruptionMs: null, takeoverMs: null },
  ]);
});

test('nothing repeated, nothing to say', () => expect(drillStatistics([])).toEqual([]));
