import type { Lab } from '../lab.ts';
import { insideNetwork, machineOf } from '../machines/inside.ts';
import { startWatcher } from './background.ts';

/** An address that came to an interface or left it. */
export interface AddressEvent {
  /** Milliseconds since 1970, with fractions. */
  readonly atMs: number;
  readonly event: 'added' | 'removed';
  readonly interface: string;
  /** Without the prefix length. */
  readonly address: string;
}

export interface AddressMonitor {
  stop(): Promise<readonly AddressEvent[]>;
}

/** Records each IPv4 address that a machine gets or loses, with the time at which the kernel told. */
export async function startAddressMonitor(lab: Lab, machine: string): Promise<AddressMonitor> {
  const { networkNamespace } = machineOf(lab, machine);
  const monitor = ['ip', '-4', '-o', '-ts', 'monitor', 'address'];
  const watcher = await startWatcher(lab.name, [...insideNetwork(lab, networkNamespace), ...monitor]);
  return { stop: async () => parseAddressEvents(await watcher.stop()) };
}

const LINE = /^\[([^\]]+)\] (Deleted )?\d+: (\S+)\s+inet ([\d.]+)/;

/** What `ip -o -ts monitor address` printed, with times in UTC. */
export function parseAddressEvents(output: string): readonly AddressEvent[] {
  return output.split('\n').flatMap((line) => {
    const [, time, deleted, name, address] = LINE.exec(line) ?? [];
    if (time === undefined || name === undefined || address === undefined) return [];
    const event = deleted === undefined ? 'added' : 'removed';
    return [{ atMs: epochMs(time), event, interface: name, address }];
  });
}

/** `2025-01-31T10:20:30.123456` in UTC; a Date has no microseconds. */
function epochMs(time: string): number {
  const [seconds = '', fraction = '0'] = time.split('.');
  return Date.parse(`${seconds}Z`) + Number(`0.${fraction}`) * 1000;
}
