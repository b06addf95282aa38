import type { DrillResult, DrillStatistics } from '../../../core/events/document.ts';
import { quantiles } from '../../../core/figures/quantiles.ts';
import { groupBy } from '../../../core/group-by.ts';

/** The figures of drills that were repeated, for each scenario and direction, in the order they first came. */
export function drillStatistics(drills: readonly DrillResult[]): readonly DrillStatistics[] {
  const alike = groupBy(drills, ({ scenario, from }) => `${scenario} ${from}`);
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
