import type { Change, ProbeSample, Timeline } from '../../../core/events/timeline.ts';
import type { Pause } from '../../../core/figures/longest-pause.ts';
import type { ProbeSeries } from '../watch/observation.ts';
import { inOrder } from '../watch/recorder.ts';
import type { Expectation } from './expectation.ts';
import { longestInterruption, silentSeries, unsentMs } from './pauses.ts';
import { setByOthers } from './set-by-others.ts';

/** The figures of one drill, all in milliseconds. */
export interface Measurement {
  readonly probes: number;
  readonly lost: number;
  /** Probes in a row that were lost, at most. */
  readonly lostInRow: number;
  /** The longest time between two answered probes, of the address or its service; null without an end. */
  readonly interruption: Pause | null;
  /** Of the interruption, the time in which whoever probes sent nothing. */
  readonly unsentMs: number;
  /** Which series of probes had no answer any more at the end. */
  readonly silent: readonly ProbeSeries[];
  /** From the address's first move to the cloud sending it there; null where it was not seen. */
  readonly bindingMs: number | null;
  /** Where the cloud sent the address in the end; undefined where it was not asked. */
  readonly boundAtEnd: string | null | undefined;
  /** Each change of the holder. */
  readonly moves: readonly { readonly atMs: number; readonly node: string }[];
  /** From the failure to the first move. */
  readonly takeoverMs: number | null;
  /** From the failure to keepalived running again by itself; null where it did not, or was not stopped. */
  readonly returnedMs: number | null;
  readonly splitBrainMs: number;
  /** The longest time with two holders, without what the drill itself brings with it. */
  readonly longestSplitBrainMs: number;
  readonly noneMs: number;
  readonly holdersAtEnd: readonly string[];
  /** A node that got the address while its keepalived was no master: somebody else has set it. */
  readonly setAgain?: string;
}

/**
 * Computes the figures of a timeline.
 * @param expected who held the address before, and until when two nodes may
 * @param patienceMs silence at the very end that is no interruption without an end
 * @param gaps when a node was not heard: that it had the address is then not known
 */
export function measure(
  seen: Timeline,
  { from, twoHoldersUntil }: Pick<Expectation, 'from' | 'twoHoldersUntil'>,
  patienceMs: number,
  gaps: readonly Gap[] = [],
): Measurement {
  const timeline = withoutFilteredEcho(seen);
  const endedMs = momentOf(timeline, 'ended') ?? lastMoment(timeline);
  const causedMs = momentOf(timeline, 'caused');
  const moves = movesFrom(timeline.holding, from);
  const stretches = holderStretches(timeline.holding, endedMs);
  const heard = gaps.length === 0 ? stretches : holderStretches(outsideGaps(timeline.holding, gaps), endedMs);
  const split = heard.filter((stretch) => stretch.nodes.length > 1);
  const first = moves[0];
  const returned = returnOf(timeline, from);
  const allowedUntilMs = { never: undefined, returned, restored: momentOf(timeline, 'restored') }[
    twoHoldersUntil
  ];
  const silent = silentSeries(timeline, endedMs, patienceMs);
  const setAgain = setByOthers(timeline, causedMs, endedMs);
  return {
    probes: timeline.probes.length,
    lost: timeline.probes.filter((probe) => probe.rttMs === null).length,
    lostInRow: longestLoss(timeline.probes),
    interruption: silent.some((series) => series !== 'public') ? null : longestInterruption(timeline),
    unsentMs: unsentMs(timeline),
    silent,
    bindingMs: bindingMs(timeline, first),
    boundAtEnd: timeline.binding.at(-1)?.node,
    moves,
    takeoverMs: first === undefined || causedMs === undefined ? null : Math.max(0, first.atMs - causedMs),
    returnedMs: returned === undefined || causedMs === undefined ? null : returned - causedMs,
    splitBrainMs: total(split),
    longestSplitBrainMs: Math.max(0, ...joined(split, allowedUntilMs)),
    noneMs: total(stretches.filter((stretch) => stretch.nodes.length === 0)),
    holdersAtEnd: heard.at(-1)?.nodes ?? [],
    ...(setAgain !== undefined && { setAgain }),
  };
}

/** Where echo never came through and the service answered, its probes are the measure. */
function withoutFilteredEcho(timeline: Timeline): Timeline {
  const answered = (samples: readonly ProbeSample[]) => samples.some(({ rttMs }) => rttMs !== null);
  const { probes, service } = timeline;
  return service === undefined || answered(probes) || !answered(service)
    ? timeline
    : { ...timeline, probes: service };
}

/** When something first happened, or undefined. */
export function momentOf(timeline: Timeline, name: Timeline['markers'][number]['name']): number | undefined {
  return timeline.markers.find((marker) => marker.name === name)?.atMs;
}

/** A time in which one node was not heard. */
export interface Gap extends Pause {
  readonly node: string;
}

/** After a node is heard again: until then it has told that it has not had the address for long, by two looks. */
const TOLD_WITHIN_MS = 2_500;
/** What is told at once may be stamped a little before the word by which it is heard again. */
const BEFORE_MS = 500;

/**
 * A node that is not heard to the end, or gives the address up as soon as it is heard again, may have done so long
 * before: it is not counted as holding it. One that still has it then has had it all the time.
 */
function outsideGaps(holding: readonly Change<boolean>[], gaps: readonly Gap[]): readonly Change<boolean>[] {
  const edges = gaps.flatMap(({ node, fromMs, toMs }) => {
    const next = holding.find((change) => change.node === node && change.atMs > fromMs);
    // What is told of the midst of it was stamped by somebody who did not stand still.
    const isToldAfter = next && next.atMs >= toMs - BEFORE_MS && next.atMs <= toMs + TOLD_WITHIN_MS;
    return toMs === Number.POSITIVE_INFINITY || isToldAfter ? [{ atMs: fromMs, node, value: false }] : [];
  });
  return inOrder([...holding, ...edges]);
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

/** The cloud is asked now and then, so this is late by up to the time between two questions. */
function bindingMs(
  { binding }: Timeline,
  move: { readonly atMs: number; readonly node: string } | undefined,
) {
  const followed = binding.find(
    ({ node, atMs }) => move !== undefined && node === move.node && atMs >= move.atMs,
  );
  return followed === undefined || move === undefined ? null : followed.atMs - move.atMs;
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

/** When keepalived ran again on the failed node, before anybody undid anything; undefined if it did not. */
function returnOf(timeline: Timeline, from: string): number | undefined {
  const causedMs = momentOf(timeline, 'caused');
  const undoneMs = momentOf(timeline, 'restore-begun') ?? Number.POSITIVE_INFINITY;
  if (causedMs === undefined) return undefined;
  const isReturn = ({ node, value, atMs }: Change<boolean>) =>
    node === from && value && atMs > causedMs && atMs <= undoneMs;
  return timeline.daemon.find(isReturn)?.atMs;
}

/** Lengths of stretches after a moment, those that touch counted as one. */
function joined(stretches: readonly Stretch[], afterMs = Number.NEGATIVE_INFINITY): readonly number[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of stretches) {
    const last = spans.at(-1);
    if (last !== undefined && last.toMs === fromMs) last.toMs = toMs;
    else spans.push({ fromMs, toMs });
  }
  return spans.map((span) => span.toMs - Math.max(span.fromMs, afterMs));
}

function lastMoment(timeline: Timeline): number {
  const moments = [...timeline.markers, ...timeline.holding, ...timeline.probes].map(({ atMs }) => atMs);
  return moments.reduce((latest, atMs) => Math.max(latest, atMs), 0);
}
