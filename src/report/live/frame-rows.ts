import type { DrillResult } from '../../core/events/document.ts';
import type { Symbols } from '../style.ts';
import { count } from '../text.ts';
import { shortDrillLine } from '../words/drill-line.ts';
import type { Group, Progress, Subject } from './progress.ts';

/** A line of the live view before it is cut to the terminal's width and coloured. */
export interface Row {
  readonly indent: number;
  readonly of: Subject;
  /** Set on a row that tells a drill of the cluster and not its state. */
  readonly drill?: { readonly text: (columns: number) => string; readonly passed: boolean };
}

/** The rows to show, and whether they are all there are. */
export interface Selection {
  readonly rows: readonly Row[];
  readonly complete: boolean;
}

/**
 * Every cluster with its hosts and drills if that fits into `room` lines. If not, one line less than that:
 * what failed, in at most a third of the room, then what runs; neither what has ended well nor what waits.
 */
export function selectRows(progress: Progress, room: number, symbols: Symbols): Selection {
  const groups = [...progress.groups.values()];
  // Before a cluster or host is left out, drills are: the newest stay, and the others are counted.
  const most = [Number.POSITIVE_INFINITY, 4, 3, 2, 1, 0].find((each) => fits(groups, room, each));
  if (most !== undefined) {
    return { rows: groups.flatMap((group) => rowsOf(group, () => true, symbols, most)), complete: true };
  }
  const failed = take(groups.filter(hasFailed), Math.ceil(room / 3), isFailed, symbols);
  const running = groups.filter((group) => isRunning(group) && !hasFailed(group));
  const rows = [
    ...failed,
    ...take(running, room - 1 - failed.length, (host) => host.stage === 'running', symbols),
  ];
  return { rows, complete: false };
}

/** Whether a host or cluster has failed. */
export function isFailed(subject: Subject): boolean {
  return subject.stage === 'failed';
}

function fits(groups: readonly Group[], room: number, mostDrills: number): boolean {
  let lines = 0;
  for (const group of groups) {
    lines += (group.name === '' ? 0 : 1) + group.hosts.length + Math.min(group.drills.length, mostDrills + 1);
    if (lines > room) return false;
  }
  return true;
}

function take(
  groups: readonly Group[],
  room: number,
  shown: (host: Subject) => boolean,
  symbols: Symbols,
): Row[] {
  const rows: Row[] = [];
  for (const group of groups) {
    if (rows.length >= room) break;
    rows.push(...rowsOf(group, shown, symbols, 1));
  }
  return rows.slice(0, Math.max(0, room));
}

function hasFailed(group: Group): boolean {
  return isFailed(group) || group.hosts.some(isFailed);
}

function isRunning(group: Group): boolean {
  return group.stage === 'running' || group.hosts.some((host) => host.stage === 'running');
}

/** The cluster's line, its hosts' lines and its drills'; hosts of no cluster stand at the margin. */
function rowsOf(
  group: Group,
  shown: (host: Subject) => boolean,
  symbols: Symbols,
  mostDrills: number,
): Row[] {
  const indent = group.name === '' ? 0 : 2;
  const rows: Row[] = group.name === '' ? [] : [{ indent: 0, of: group }];
  for (const of of group.hosts) if (shown(of)) rows.push({ indent, of });
  const told = Math.max(0, group.drills.length - mostDrills);
  if (told > 0) rows.push({ indent, of: group, drill: earlierDrills(group.drills.slice(0, told)) });
  for (const drill of group.drills.slice(told)) {
    const text = (columns: number) => shortDrillLine(drill, symbols, columns);
    rows.push({ indent, of: group, drill: { text, passed: drill.passed } });
  }
  return rows;
}

function earlierDrills(drills: readonly DrillResult[]): NonNullable<Row['drill']> {
  const failed = drills.filter(({ passed }) => !passed).length;
  const words = count(drills.length, 'earlier drill');
  return {
    text: () => (failed === 0 ? `${words} passed` : `${words}, ${failed} failed`),
    passed: failed === 0,
  };
}
