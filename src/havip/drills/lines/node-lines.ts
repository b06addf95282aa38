import type { VrrpState } from '../../../core/events/timeline.ts';
import type { MachineClock } from '../watch/machine-clock.ts';
import type { Observe, SamplerNote } from '../watch/observation.ts';
import { millisecondsOf, millisecondsOfIso } from './fields.ts';

const STATES: readonly VrrpState[] = ['INIT', 'BACKUP', 'MASTER', 'FAULT', 'STOP'];
const EVENT = /^\[([^\]]+)\] (Deleted )?\d+: (\S+)\s+inet ([0-9.]+)/;

/** What is on it, as the real servers of a balancer have it, answers nobody on the wire. */
const LOOPBACK = 'lo';

/** Stands for the interface of an address that a look has found. */
const SOMEWHERE = '';

/** The watched addresses of one machine with the interfaces that they are on: a change may take one to another. */
class HeldAddresses {
  readonly #on = new Map<string, Set<string>>();

  get some(): boolean {
    return this.#on.size > 0;
  }

  /** As a look prints them. */
  get text(): string {
    return [...this.#on.keys()].join(',');
  }

  came(address: string, on: string): void {
    this.#on.set(address, new Set([...(this.#on.get(address) ?? []), on]));
  }

  went(address: string, on: string): void {
    const left = this.#on.get(address);
    left?.delete(on);
    left?.delete(SOMEWHERE);
    if (left?.size === 0) this.#on.delete(address);
  }

  set(addresses: readonly string[]): void {
    this.#on.clear();
    for (const address of addresses) this.came(address, SOMEWHERE);
  }
}

interface NodeLinesOptions {
  readonly node: string;
  readonly addresses: readonly string[];
  readonly clock: MachineClock;
  readonly observe: Observe;
  readonly note: (note: SamplerNote) => void;
}

/** Understands what `nodeSampler` prints, and tells only what has changed. */
export function nodeLines(options: NodeLinesOptions): (line: string, arrivedMs: number) => void {
  const { node, clock, observe } = options;
  const held = new HeldAddresses();
  let holding: boolean | undefined;
  let daemon: string | undefined;
  let lastEventMs = Number.NEGATIVE_INFINITY;
  let doubted: { readonly held: string; readonly atMs: number } | undefined;

  const tellHolding = (atMs: number | undefined) => {
    if (atMs === undefined || held.some === holding) return;
    holding = held.some;
    observe({ kind: 'holding', node, atMs, value: holding });
  };
  const addressEvent = (line: string, arrivedMs: number) => {
    const [, stamp, deleted, on, address] = EVENT.exec(line) ?? [];
    const wallMs = millisecondsOfIso(stamp);
    const atMs = wallMs === undefined ? undefined : clock.toControlMs(wallMs, arrivedMs);
    if (wallMs === undefined || on === undefined || address === undefined) return;
    if (on === LOOPBACK || !options.addresses.includes(address)) return;
    if (deleted === undefined) held.came(address, on);
    else held.went(address, on);
    lastEventMs = atMs ?? arrivedMs;
    doubted = undefined;
    tellHolding(atMs);
  };
  // An event says when exactly; a look says what is. A look that differs from the events seen so far counts
  // once a second one agrees, since the event may only be a little behind it.
  const look = (atMs: number, seen: string) => {
    if (seen === '?' || atMs < lastEventMs) return;
    if (seen === held.text && holding !== undefined) {
      doubted = undefined;
      return;
    }
    if (holding !== undefined && doubted?.held !== seen) {
      doubted = { held: seen, atMs };
      return;
    }
    held.set(seen.split(',').filter((address) => address !== ''));
    tellHolding(doubted?.atMs ?? atMs);
    doubted = undefined;
  };
  const heartbeat = (line: string, arrivedMs: number) => {
    const [, wall, uptime, running, seen = ''] = line.split(' ');
    const wallMs = millisecondsOf(wall);
    const uptimeMs = millisecondsOf(uptime);
    if (wallMs === undefined || uptimeMs === undefined) return;
    clock.sync(wallMs, uptimeMs, arrivedMs);
    const atMs = clock.toControlMs(wallMs, arrivedMs);
    if (atMs === undefined) return;
    observe({ kind: 'heard', node, atMs });
    look(atMs, seen);
    // Another process is another keepalived, also where its predecessor's end was too short to be seen.
    if (running === daemon) return;
    daemon = running;
    observe({ kind: 'daemon', node, atMs, value: daemon !== 'down' });
  };
  const stateFile = (line: string, arrivedMs: number) => {
    const [, wall = '', json = ''] = /^V (\S+) ?(.*)$/.exec(line) ?? [];
    const wallMs = millisecondsOf(wall);
    const atMs = wallMs === undefined ? undefined : clock.toControlMs(wallMs, arrivedMs);
    if (atMs !== undefined) observe({ kind: 'vrrp', node, atMs, value: stateIn(json) });
  };

  const lateness = (line: string, arrivedMs: number) => {
    const [, wall, hundredths] = line.split(' ');
    const wallMs = millisecondsOf(wall);
    const atMs = wallMs === undefined ? undefined : clock.toControlMs(wallMs, arrivedMs);
    if (atMs !== undefined && /^\d{1,7}$/.test(hundredths ?? ''))
      observe({ kind: 'late', node, atMs, lateMs: Number(hundredths) * 10 });
  };

  return (line, arrivedMs) => {
    if (line.startsWith('[')) addressEvent(line, arrivedMs);
    else if (line.startsWith('T ')) heartbeat(line, arrivedMs);
    else if (line.startsWith('V ')) stateFile(line, arrivedMs);
    else if (line.startsWith('L ')) lateness(line, arrivedMs);
    else if (line.startsWith('X ')) options.note({ kind: 'cannot', reason: line.slice(2), lastWords: '' });
  };
}

/** The state that a notify script recorded; anything that is not one of ours is unknown. */
function stateIn(json: string): VrrpState {
  try {
    const record: unknown = JSON.parse(json);
    if (typeof record !== 'object' || record === null || !('state' in record)) return 'unknown';
    return STATES.find((state) => state === record.state) ?? 'unknown';
  } catch {
    // A file that is not there, or not ours, says nothing about the state.
    return 'unknown';
  }
}
