import { longestPause } from '../core/pause.ts';
import type { Change, ProbeSample, Timeline } from '../core/timeline.ts';

/** The figures of one drill, all in milliseconds. */
export interface Measurement {
  readonly probes: number;
  readonly lost: number;
  /** Probes in a row that were lost, at most. */
  readonly lostInRow: number;
  /** The longest time between two answered probes; null when it never ended, or none was answered. */
  readonly interruption: { readonly fromMs: number; readonly toMs: number } | null;
  /** Each change of the holder. */
  readonly moves: readonly { readonly atMs: number; readonly node: string }[];
  /** From the failure to the first move. */
  readonly takeoverMs: number | null;
  readonly splitBrainMs: number;
  readonly longestSplitBrainMs: number;
  readonly noneMs: number;
  readonly holdersAtEnd: readonly string[];
}

/**
 * Computes the figures of a timeline.
 * @param from who held the address before
 * @param patienceMs silence at the very end that is no interruption without an end
 */
export function measure(timeline: Timeline, from: string, patienceMs: number): Measurement {
  const endedMs = momentOf(timeline, 'ended') ?? lastMoment(timeline);
  const causedMs = momentOf(timeline, 'caused');
  const moves = movesFrom(timeline.holding, from);
  const stretches = holderStretches(timeline.holding, endedMs);
  const split = stretches.filter((stretch) => stretch.nodes.length > 1);
  const first = moves[0];
  return {
    probes: timeline.probes.length,
    lost: timeline.probes.filter((probe) => probe.rttMs === null).length,
    lostInRow: longestLoss(timeline.probes),
    interruption: pauseThatEnded(timeline.probes, endedMs, patienceMs),
    moves,
    takeoverMs: first === undefined || causedMs === undefined ? null : Math.max(0, first.atMs - causedMs),
    splitBrainMs: total(split),
    longestSplitBrainMs: Math.max(0, ...joined(split)),
    noneMs: total(stretches.filter((stretch) => stretch.nodes.length === 0)),
    holdersAtEnd: stretches.at(-1)?.nodes ?? [],
  };
}

/** When something first happened, or undefined. */
export function momentOf(timeline: Timeline, name: Timeline['markers'][number]['name']): number | undefined {
  return timeline.markers.find((marker) => marker.name === name)?.atMs;
}

/** A time during which the same nodes held the address. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly nodes: readonly string[];
}

/** Who held the address when, without gaps, from the first entry to the end. */
export function holderStretches(holding: readonly Change<boolean>[], endedMs: number): readonly Stretch[] {
  const now = new Set<string>();
  const stretches: Stretch[] = [];
  holding.forEach((change, index) => {
    if (change.value) now.add(change.node);
    else now.delete(change.node);
    const toMs = holding[index + 1]?.atMs ?? Math.max(endedMs, change.atMs);
    if (toMs > change.atMs || index === holding.length - 1) {
      stretches.push({ fromMs: change.atMs, toMs, nodes: [...now] });
    }
  });
  return stretches;
}

function movesFrom(holding: readonly Change<boolean>[], from: string) {
  const moves: { readonly atMs: number; readonly node: string }[] = [];
  for (const { atMs, node, value } of holding) {
    const holder = moves.at(-1)?.node ?? from;
    if (value && node !== holder) moves.push({ atMs, node });
  }
  return moves;
}

function pauseThatEnded(probes: readonly ProbeSample[], endedMs: number, patienceMs: number) {
  const last = probes.reduce(
    (latest, { atMs, rttMs }) => (rttMs === null ? latest : Math.max(latest, atMs)),
    Number.NEGATIVE_INFINITY,
  );
  return endedMs - last > patienceMs ? null : (longestPause(probes) ?? null);
}

function longestLoss(probes: readonly ProbeSample[]): number {
  let run = 0;
  return probes.reduce((longest, probe) => {
    run = probe.rttMs === null ? run + 1 : 0;
    return Math.max(longest, run);
  }, 0);
}

function total(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, stretch) => sum + stretch.toMs - stretch.fromMs, 0);
}

/** Lengths of stretches, those that touch counted as one. */
function joined(stretches: readonly Stretch[]): readonly number[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of stretches) {
    const last = spans.at(-1);
    if (last !== undefined && last.toMs === fromMs) last.toMs = toMs;
    else spans.push({ fromMs, toMs });
  }
  return spans.map((span) => span.toMs - span.fromMs);
}

function lastMoment(timeline: Timeline): number {
  const moments = [...timeline.markers, ...timeline.holding, ...timeline.probes].map(({ atMs }) => atMs);
  return moments.reduce((latest, atMs) => Math.max(latest, atMs), 0);
}
