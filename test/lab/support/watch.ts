import { availableParallelism, loadavg } from 'node:os';
import { type AddressEvent, type Lab, startAddressMonitor, startPing } from '../../../src/lab/index.ts';
import { ADDRESS, holdersOf, NODES } from './cluster.ts';

/** What happened to the address meanwhile, measured with nothing of the tool's. */
export interface Watched<T> {
  readonly result: T;
  /** Longest time between two answered pings, one sent every 10 ms, in milliseconds. */
  readonly longestGapMs: number;
  readonly lost: number;
  /** Who came to hold it, in time's order. */
  readonly moves: readonly string[];
  /** Longest time in milliseconds during which both nodes had it. */
  readonly bothMs: number;
  /** Longest time in milliseconds during which neither had it. */
  readonly noneMs: number;
  /** Every address that a node got or lost. */
  readonly events: readonly (AddressEvent & { readonly node: string })[];
}

/**
 * How far two measurements of one time may differ, in milliseconds: by 50 ms or 10 %, whichever is more. On a
 * machine with more to do than cores, both are woken late by so much more.
 */
export function toleranceMs(measuredMs: number): number {
  const crowd = Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
  return Math.max(50, measuredMs / 10) * crowd;
}

/** Pings the address from the witness and records both nodes' addresses while something is done. */
export async function watching<T>(
  lab: Lab,
  action: () => Promise<T>,
  address = ADDRESS,
): Promise<Watched<T>> {
  const before = await holdersOf(lab, address);
  const monitors = await Promise.all(NODES.map((node) => startAddressMonitor(lab, node)));
  const ping = await startPing(lab, 'probe-01', address, 0.01);
  const watched = { stopped: false };
  const stop = async () => {
    watched.stopped = true;
    const seen = await Promise.all(monitors.map((monitor) => monitor.stop()));
    return { seen, pinged: await ping.stop() };
  };
  try {
    const result = await action();
    const { seen, pinged } = await stop();
    const events = NODES.flatMap((node, index) =>
      (seen[index] ?? []).map((event) => ({ ...event, node })),
    ).sort((a, b) => a.atMs - b.atMs);
    const ofAddress = events.filter((event) => event.address === address);
    return {
      result,
      longestGapMs: pinged.longestGapMs ?? Number.POSITIVE_INFINITY,
      lost: pinged.sent - pinged.replies.length,
      moves: ofAddress.filter(({ event }) => event === 'added').map(({ node }) => node),
      bothMs: longestWhile((holders) => holders > 1, before, ofAddress),
      noneMs: longestWhile((holders) => holders === 0, before, ofAddress),
      events,
    };
  } finally {
    if (!watched.stopped) await stop();
  }
}

/** Longest time in milliseconds during which so many held an address. */
export function longestWhile(
  is: (holders: number) => boolean,
  before: readonly string[],
  events: readonly { readonly atMs: number; readonly event: string; readonly node: string }[],
): number {
  const holding = new Set(before);
  let since: number | undefined;
  let longest = is(before.length) ? Number.POSITIVE_INFINITY : 0;
  for (const { atMs, event, node } of events) {
    if (event === 'added') holding.add(node);
    else holding.delete(node);
    if (is(holding.size)) since ??= atMs;
    else if (since !== undefined) {
      longest = Math.max(longest, atMs - since);
      since = undefined;
    }
  }
  return since === undefined ? longest : Number.POSITIVE_INFINITY;
}
