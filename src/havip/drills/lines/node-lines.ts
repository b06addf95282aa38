import type { VrrpState } from '../../../core/timeline.ts';
import type { MachineClock } from '../machine-clock.ts';
import type { Observe, SamplerNote } from '../observation.ts';
import { millisecondsOf, millisecondsOfIso } from './fields.ts';

const STATES: readonly VrrpState[] = ['INIT', 'BACKUP', 'MASTER', 'FAULT', 'STOP'];
const EVENT = /^\[([^\]]+)\] (Deleted )?\d+: (\S+)\s+inet ([0-9.]+)/;

interface NodeLinesOptions {
  readonly node: string;
  readonly interface: string;
  readonly addresses: readonly string[];
  readonly clock: MachineClock;
  readonly observe: Observe;
  readonly note: (note: SamplerNote) => void;
}

/** Understands what `nodeSampler` prints, and tells only what has changed. */
export function nodeLines(options: NodeLinesOptions): (line: string, arrivedMs: number) => void {
  const { node, clock, observe } = options;
  const held = new Set<string>();
  let holding: boolean | undefined;
  let daemon: string | undefined;
  let lastEventMs = Number.NEGATIVE_INFINITY;
  let doubted: { readonly held: string; readonly atMs: number } | undefined;

  const tellHolding = (atMs: number | undefined) => {
    if (atMs === undefined || held.size > 0 === holding) return;
    holding = held.size > 0;
    observe({ kind: 'holding', node, atMs, value: holding });
  };
  const addressEvent = (line: string, arrivedMs: number) => {
    const [, stamp, deleted, on, address] = EVENT.exec(line) ?? [];
    const wallMs = millisecondsOfIso(stamp);
    const atMs = wallMs === undefined ? undefined : clock.toControlMs(wallMs, arrivedMs);
    if (wallMs === undefined || on !== options.interface || address === undefined) return;
    if (!options.addresses.includes(address)) return;
    if (deleted === undefined) held.add(address);
    else held.delete(address);
    lastEventMs = atMs ?? arrivedMs;
    doubted = undefined;
    tellHolding(atMs);
  };
  // An event says when exactly; a look says what is. A look that differs from the events seen so far counts
  // once a second one agrees, since the event may only be a little behind it.
  const look = (atMs: number, seen: string) => {
    if (seen === '?' || atMs < lastEventMs) return;
    if (seen === [...held].join(',') && holding !== undefined) {
      doubted = undefined;
      return;
    }
    if (holding !== undefined && doubted?.held !== seen) {
      doubted = { held: seen, atMs };
      return;
    }
    held.clear();
    for (const address of seen.split(',')) if (address !== '') held.add(address);
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
