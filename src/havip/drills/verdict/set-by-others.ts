import type { Change, Timeline, VrrpState } from '../../../core/events/timeline.ts';

/** What keepalived does with an address may be told before it is told that it runs, or is master; milliseconds. */
const TOLD_LATE_MS = 500;

/** keepalived lets an address go first, and has ended so much later: what sets it again need not wait for that. Milliseconds. */
const ENDING_MS = 1_500;

/** For so long it has to be there without a master: a notify script takes its time on a busy machine. Milliseconds. */
const STAYS_MS = 1_000;

/**
 * A node that got the address after the failure while its keepalived did not run, or was no master for as long as it
 * had it: no VRRP has put it there. Undefined where there is none, or nothing is known of its keepalived.
 */
export function setByOthers(
  timeline: Timeline,
  causedMs: number | undefined,
  endedMs: number,
): string | undefined {
  const { holding } = timeline;
  return holding.find((change) => {
    if (!change.value || causedMs === undefined || change.atMs <= causedMs) return false;
    const { node, atMs } = change;
    const left = holding.find((other) => other.node === node && !other.value && other.atMs > atMs);
    const leftMs = left?.atMs ?? endedMs;
    return (
      isWithoutDaemon(timeline, node, atMs) ||
      (leftMs > atMs + ENDING_MS + TOLD_LATE_MS && isWithoutDaemon(timeline, node, atMs + ENDING_MS)) ||
      isNoMaster(timeline, node, atMs, leftMs)
    );
  })?.node;
}

function isWithoutDaemon({ daemon }: Timeline, node: string, atMs: number): boolean {
  return [atMs, atMs + TOLD_LATE_MS].every((when) => latest(daemon, node, when) === false);
}

const NO_MASTER: ReadonlySet<VrrpState | undefined> = new Set<VrrpState>(['BACKUP', 'FAULT', 'STOP']);

function isNoMaster({ vrrp }: Timeline, node: string, fromMs: number, toMs: number): boolean {
  if (toMs - fromMs < STAYS_MS || !NO_MASTER.has(latest(vrrp, node, fromMs))) return false;
  const during = vrrp.filter((each) => each.node === node && each.atMs > fromMs && each.atMs <= toMs);
  return during.every(({ value }) => NO_MASTER.has(value));
}

function latest<T>(changes: readonly Change<T>[], node: string, atMs: number): T | undefined {
  return changes.filter((each) => each.node === node && each.atMs <= atMs).at(-1)?.value;
}
