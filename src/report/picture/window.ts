import type { DrillResult } from '../../core/events/document.ts';
import type { Marker, Timeline } from '../../core/events/timeline.ts';
import { longestPause, type Pause } from '../../core/figures/longest-pause.ts';

/** The part of a timeline that a picture shows, and the moment that its axis counts from. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly zeroMs: number;
}

/** A drill that was quick is shown a second time, closer, when its interruption would be a mere line. */
const CLOSE_UP_BELOW = 0.2;

/** A close-up shows at least so many probes before and after what it is about. */
const PROBES_AROUND = 3;

/** When something first happened, or undefined. */
export function momentOf(timeline: Timeline, name: Marker['name']): number | undefined {
  return timeline.markers.find((marker) => marker.name === name)?.atMs;
}

/** The time in which the address did not answer; one that never ended lasts to the end of the timeline. */
export function interruptionOf({
  drill,
  timeline,
}: {
  drill: DrillResult;
  timeline: Timeline;
}): Pause | undefined {
  const ended = longestPause(timeline.probes);
  if (drill.interruptionMs !== null) return ended;
  const { fromMs, toMs } = wholeWindow(timeline);
  const last = timeline.probes.findLast((probe) => probe.rttMs !== null);
  return timeline.probes.length === 0 ? undefined : { fromMs: last?.atMs ?? fromMs, toMs };
}

/** From when one node gave the address up, after the failure, to when another had it; undefined where it stayed. */
export function handoverOf(timeline: Timeline): Pause | undefined {
  const causedMs = momentOf(timeline, 'caused') ?? wholeWindow(timeline).fromMs + 1;
  const changes = timeline.holding.filter(({ atMs }) => atMs >= causedMs);
  const gained = changes.find(({ value }) => value);
  if (gained === undefined) return undefined;
  const given = changes.find(({ node, value }) => !value && node !== gained.node) ?? gained;
  return { fromMs: Math.min(given.atMs, gained.atMs), toMs: Math.max(given.atMs, gained.atMs) };
}

/** From the first thing that was seen to the last. */
export function wholeWindow(timeline: Timeline): Window {
  const { probes, service = [], public: open = [], holding, vrrp, daemon, binding, markers } = timeline;
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { atMs } of [probes, service, open, holding, vrrp, daemon, binding, markers].flat()) {
    fromMs = Math.min(fromMs, atMs);
    toMs = Math.max(toMs, atMs);
  }
  const begun = momentOf(timeline, 'begun');
  fromMs = begun ?? (Number.isFinite(fromMs) ? fromMs : 0);
  toMs = Math.max(toMs, fromMs + 1);
  return { fromMs, toMs, zeroMs: momentOf(timeline, 'caused') ?? fromMs };
}

/** An interruption or a handover, and what led to it, enlarged; undefined where the whole shows it well enough. */
export function closeUpWindow(timeline: Timeline, stretch: Pause | undefined): Window | undefined {
  const whole = wholeWindow(timeline);
  if (stretch === undefined) return undefined;
  const caused = momentOf(timeline, 'caused') ?? stretch.fromMs;
  const lengthMs = stretch.toMs - stretch.fromMs;
  // A takeover may begin seconds after the failure, an upgrade work for minutes: then that is out of the picture.
  const near = Math.abs(stretch.fromMs - caused) < 2 * lengthMs + 200;
  const fromMs = Math.min(stretch.fromMs, near ? caused : stretch.fromMs);
  const probes = PROBES_AROUND * (timeline.intervalMs ?? 0);
  const margin = Math.max(60, probes, (stretch.toMs - fromMs) * 0.6);
  const window = {
    fromMs: Math.max(whole.fromMs, fromMs - margin),
    toMs: Math.min(whole.toMs, stretch.toMs + margin),
    zeroMs: whole.zeroMs,
  };
  return lengthMs < CLOSE_UP_BELOW * (whole.toMs - whole.fromMs) ? window : undefined;
}

/** Where a moment lies in the window, in percent of its width; moments outside lie on its edge. */
export function position(atMs: number, { fromMs, toMs }: Window): number {
  const share = (atMs - fromMs) / (toMs - fromMs);
  return Math.round(Math.min(1, Math.max(0, share)) * 100_000) / 1000;
}

/** Whether any part of a stretch of time is in the window. */
export function overlaps(stretch: Pause, window: Window): boolean {
  return stretch.fromMs <= window.toMs && stretch.toMs >= window.fromMs;
}
