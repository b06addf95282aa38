import { startWatcher } from './background.ts';
import { insideNetwork, machineOf } from './inside.ts';
import type { Lab } from './lab.ts';

/** One answered ping; the time of its answer in milliseconds since 1970, with fractions. */
export interface PingReply {
  readonly seq: number;
  readonly atMs: number;
}

export interface PingResult {
  readonly replies: readonly PingReply[];
  /** How many were sent. */
  readonly sent: number;
  /** The longest time between two answered pings in milliseconds; null where fewer than two were answered. */
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
  return { stop: async () => parsePing(await watcher.stop()) };
}

/** What `ping -D` printed. */
export function parsePing(output: string): PingResult {
  const replies = [...output.matchAll(/^\[(\d+\.\d+)\] \d+ bytes from .* icmp_seq=(\d+) /gm)].map(
    ([, seconds, seq]) => ({ seq: Number(seq), atMs: Number(seconds) * 1000 }),
  );
  const sent = Number(/^(\d+) packets transmitted/m.exec(output)?.[1] ?? 0);
  return { replies, sent, longestGapMs: longestGap(replies) };
}

function longestGap(replies: readonly PingReply[]): number | null {
  let longest: number | null = null;
  let previous: PingReply | undefined;
  for (const reply of replies) {
    if (previous !== undefined) longest = Math.max(longest ?? 0, reply.atMs - previous.atMs);
    previous = reply;
  }
  return longest;
}
