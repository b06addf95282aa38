/** Where the notify script keeps one JSON file for every VRRP instance. */
export const NOTIFY_STATE_DIRECTORY = '/var/lib/havip/state';

const STATES = ['MASTER', 'BACKUP', 'FAULT', 'STOP', 'DELETED'] as const;

/** What keepalived announces to a notify script. */
export type AnnouncedState = (typeof STATES)[number];

/** The last announcement that the notify script of a node has recorded. */
export interface NotifyState {
  readonly instance: string;
  readonly state: AnnouncedState;
  readonly priority: number;
  /** Whether the address was on an interface when the script looked. */
  readonly addressHeld: boolean;
  /** Date and time of day of the node. */
  readonly at: string;
  /** Seconds since the node's boot. */
  readonly atUptime: number;
  readonly bootId: string;
  /** Counts announcements; never goes back. */
  readonly sequence: number;
  readonly keepalivedPid: number;
}

/** How the node is now. */
export interface NodePresent {
  readonly bootId: string;
  /** Process ids of every running keepalived. */
  readonly keepalivedPids: readonly number[];
}

/** Why a recorded state says nothing about the present. */
export type Staleness = 'fresh' | 'rebooted' | 'daemon-gone';

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function announced(value: unknown): AnnouncedState | undefined {
  return STATES.find((state) => state === value);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // A file that is no JSON is the same to every caller as one of another shape: nothing is known.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Reads a notify state file (version 1); undefined where it is empty, damaged or of another version. */
export function parseNotifyState(text: string): NotifyState | undefined {
  const read = json(text);
  if (!isRecord(read) || read.v !== 1) return undefined;
  const { instance, prio, vip_held, at_iso, at_mono, boot_id, seq, keepalived_pid } = read;
  const state = announced(read.state);
  if (state === undefined || typeof vip_held !== 'boolean') return undefined;
  if (typeof instance !== 'string' || typeof at_iso !== 'string' || typeof boot_id !== 'string')
    return undefined;
  if (typeof prio !== 'number' || typeof at_mono !== 'number') return undefined;
  if (typeof seq !== 'number' || typeof keepalived_pid !== 'number') return undefined;
  return {
    instance,
    state,
    priority: prio,
    addressHeld: vip_held,
    at: at_iso,
    atUptime: at_mono,
    bootId: boot_id,
    sequence: seq,
    keepalivedPid: keepalived_pid,
  };
}

/**
 * Whether a recorded state still holds: a node that has rebooted since, or whose keepalived is another
 * process by now (killed without a last announcement, say), has left a stale file.
 */
export function staleness(recorded: NotifyState, present: NodePresent): Staleness {
  if (recorded.bootId !== present.bootId) return 'rebooted';
  return present.keepalivedPids.includes(recorded.keepalivedPid) ? 'fresh' : 'daemon-gone';
}
