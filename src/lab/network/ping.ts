import { systemClock } from '../../core/clock.ts';
import type { Lab } from '../lab.ts';
import { insideNetwork, machineOf } from '../machines/inside.ts';
import { startWatcher } from './background.ts';

/** One answered ping; the time of its answer in milliseconds since 1970, with fractions. */
export interface PingReply {
  readonly seq: number;
  readonly atMs: number;
}

export interface PingResult {
  readonly replies: readonly PingReply[];
  /** How many were sent. */
  readonly sent: number;
  /** The longest time without an answer in milliseconds, from the first ping to the stop; null where none was answered. */
  readonly longestGapMs: number | null;
}

export interface Ping {
  stop(): Promise<PingResult>;
}

/** Pings an address from a machine, or from the network's gateway; a measurement that no code of the tool's is in. */
export async function startPing(
  lab: Lab,
  from: string | 'gateway',
  address: string,
  intervalSeconds: number,
): Promise<Ping> {
  const namespace = from === 'gateway' ? lab.networkNamespace : machineOf(lab, from).networkNamespace;
  const ping = ['ping', '-D', '-n', '-i', String(intervalSeconds), address];
  const watcher = await startWatcher(lab.name, [...insideNetwork(lab, namespace), ...ping]);
  return {
    stop: async () => {
      const stoppedAtMs = systemClock.wall().getTime();
      return parsePing(await watcher.stop(), { intervalMs: intervalSeconds * 1000, stoppedAtMs });
    },
  };
}

/** How a ping was run. */
interface PingRun {
  /** Between two pings. */
  readonly intervalMs: number;
  /** In milliseconds since 1970. */
  readonly stoppedAtMs: number;
}

/** What `ping -D` printed. */
export function parsePing(output: string, { intervalMs, stoppedAtMs }: PingRun): PingResult {
  const replies = [...output.matchAll(/^\[(\d+\.\d+)\] \d+ bytes from .* icmp_seq=(\d+) /gm)].map(
    ([, seconds, seq]) => ({ seq: Number(seq), atMs: Number(seconds) * 1000 }),
  );
  const sent = Number(/^(\d+) packets transmitted/m.exec(output)?.[1] ?? 0);
  const [first] = replies;
  if (first === undefined) return { replies, sent, longestGapMs: null };
  // A silence at either end counts as one between two answers does.
  const times = [first.atMs - (first.seq - 1) * intervalMs, ...replies.map(({ atMs }) => atMs), stoppedAtMs];
  const gaps = times.map((atMs, index) => atMs - (times[index - 1] ?? atMs));
  return { replies, sent, longestGapMs: gaps.reduce((longest, gap) => Math.max(longest, gap), 0) };
}
