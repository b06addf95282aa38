import type { DrillResult, DrillStatistics } from '../../core/document.ts';
import { quantiles } from '../../core/quantiles.ts';

/** The figures of drills that were repeated, for each scenario and direction, in the order they first came. */
export function drillStatistics(drills: readonly DrillResult[]): readonly DrillStatistics[] {
  const alike = new Map<string, DrillResult[]>();
  for (const drill of drills) {
    const key = `${drill.scenario} ${drill.from}`;
    alike.set(key, [...(alike.get(key) ?? []), drill]);
  }
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return {
      scenario: first.scenario,
      from: first.from,
      to: first.to,
      runs: group.length,
      interruptionMs: quantiles(group.map((drill) => drill.interruptionMs)),
      takeoverMs: quantiles(group.map((drill) => drill.takeoverMs)),
    };
  });
}
