import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { onNetwork, startChild } from '../child.ts';
import type { LabNetwork } from '../server-config.ts';
import type { Announcement } from './drift.ts';

/** Sender and target are the same address: a machine tells everybody that it is its own. */
const GRATUITOUS = 'arp and arp[14:4] = arp[24:4]';

/** At each machine's port, so that it is seen also where the network drops it; incoming only, so that it is seen once. */
const TCPDUMP = ['tcpdump', '-i', 'any', '-Q', 'in', '--immediate-mode', '-e', '-n', '-l', '-Z', 'root'];

const PAUSE_MS = 500;

/** Tells each gratuitous ARP on the lab's network as it happens, for as long as this process runs. */
export async function captureAnnouncements(
  network: LabNetwork,
  tell: (announcement: Announcement) => void,
): Promise<never> {
  for (;;) {
    const argv = [...onNetwork(network.namespace), ...TCPDUMP, GRATUITOUS];
    const { stdout } = startChild(network.lab, 'cloud-capture', argv);
    for await (const line of createInterface({ input: stdout })) {
      const announcement = parseAnnouncement(line);
      if (announcement !== null) tell(announcement);
    }
    await sleep(PAUSE_MS);
  }
}

const LINE =
  /^\S+ +(\S+) +\S+ +ifindex \d+ ([0-9a-f:]{17}) ethertype ARP.*: (?:Request who-has|Announcement|Reply) ([\d.]+)/;

/** One line of tcpdump's; null where it is of the bridge itself, which repeats what came in at a port. */
export function parseAnnouncement(line: string): Announcement | null {
  const [, port, mac, address] = LINE.exec(line) ?? [];
  if (port === undefined || mac === undefined || address === undefined || port === BRIDGE) return null;
  return { address, mac };
}

/** What the lab's bridge is called. */
const BRIDGE = 'lab';
