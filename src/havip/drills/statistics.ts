import type { DrillResult, DrillStatistics, Quantiles } from '../../core/document.ts';

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

/** By nearest rank, so that each is a value that was measured; null where none was. */
function quantiles(values: readonly (number | null)[]): Quantiles | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  const [p50, p95, worst] = [at(0.5), at(0.95), at(1)];
  return p50 === undefined || p95 === undefined || worst === undefined ? null : { p50, p95, worst };
}
