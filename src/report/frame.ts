import { formatDrillLine } from './drill-line.ts';
import { formatElapsed } from './duration.ts';
import { type Group, hasEnded, type Progress, type Stage, type Subject } from './progress.ts';
import type { Style, Tone } from './style.ts';
import { count, displayWidth, pad, padStart, truncate } from './text.ts';

/** The terminal as the live view has to respect it. */
export interface Viewport {
  readonly columns: number;
  /** Lines the view may take, its first line included. */
  readonly lines: number;
}

/** A line before it is cut to the terminal's width and coloured. */
interface Row {
  readonly indent: number;
  readonly of: Subject;
  /** Set on a row that tells a drill of the cluster and not its state. */
  readonly drill?: { readonly text: string; readonly passed: boolean };
}

const TONES: Readonly<Record<Stage, Tone>> = {
  waiting: 'dim',
  running: 'bold',
  ok: 'ok',
  changed: 'changed',
  failed: 'failed',
};

/** Names longer than this many columns are cut in the live view. */
const MAX_NAME = 28;
const ELAPSED_WIDTH = 11;

/**
 * The live view as lines that never wrap: a head with counts, then every cluster and host as long as all fit,
 * or else those that failed or run, and a last line that counts the rest. The cost is that of the lines shown,
 * plus a glance at every host. `now` is monotonic milliseconds.
 */
export function composeFrame(progress: Progress, viewport: Viewport, now: number, style: Style): string[] {
  const room = Math.max(1, viewport.lines - 1);
  const groups = [...progress.groups.values()];
  const everything = fits(groups, room)
    ? groups.flatMap((group) => rowsOf(group, () => true, style))
    : undefined;
  const rows = everything ?? mostTelling(groups, room - 1, style);
  const nameWidth = Math.min(
    MAX_NAME,
    Math.max(0, ...rows.map((row) => row.indent + displayWidth(row.of.name))),
  );
  const lines = rows.map((row) => formatRow(row, nameWidth, viewport.columns, now, style));
  if (everything === undefined) lines.push(style.paint('dim', formatRest(progress, rows, viewport, style)));
  return [formatHead(progress, viewport, now, style), ...lines];
}

function fits(groups: readonly Group[], room: number): boolean {
  let lines = 0;
  for (const group of groups) {
    lines += (group.name === '' ? 0 : 1) + group.hosts.length + group.drills.length;
    if (lines > room) return false;
  }
  return true;
}

/** Failed clusters and hosts, at most a third of the room, then the running ones; no ended or waiting ones. */
function mostTelling(groups: readonly Group[], room: number, style: Style): Row[] {
  const failed = groups.filter((group) => group.stage === 'failed' || group.hosts.some(isFailed));
  const running = groups.filter((group) => !failed.includes(group) && isRunning(group));
  const failedRows = take(failed, Math.ceil(room / 3), isFailed, style);
  return [
    ...failedRows,
    ...take(running, room - failedRows.length, (host) => host.stage === 'running', style),
  ];
}

function take(
  groups: readonly Group[],
  room: number,
  shown: (host: Subject) => boolean,
  style: Style,
): Row[] {
  const rows: Row[] = [];
  for (const group of groups) {
    if (rows.length >= room) break;
    rows.push(...rowsOf(group, shown, style));
  }
  return rows.slice(0, room);
}

function isFailed(subject: Subject): boolean {
  return subject.stage === 'failed';
}

function isRunning(group: Group): boolean {
  return group.stage === 'running' || group.hosts.some((host) => host.stage === 'running');
}

function rowsOf(group: Group, shown: (host: Subject) => boolean, style: Style): Row[] {
  const indent = group.name === '' ? 0 : 2;
  const rows: Row[] = group.name === '' ? [] : [{ indent: 0, of: group }];
  for (const of of group.hosts) if (shown(of)) rows.push({ indent, of });
  for (const drill of group.drills) {
    rows.push({
      indent,
      of: group,
      drill: { text: formatDrillLine(drill, style.symbols), passed: drill.passed },
    });
  }
  return rows;
}

function formatRow(row: Row, nameWidth: number, columns: number, now: number, style: Style): string {
  const { symbols, paint } = style;
  const margin = ' '.repeat(row.indent);
  if (row.drill !== undefined) {
    const { passed, text } = row.drill;
    const mark = passed ? paint('ok', symbols.done) : paint('failed', symbols.failed);
    return `${margin}${mark} ${truncate(text, columns - row.indent - 2, symbols.ellipsis)}`;
  }
  const name = pad(margin + truncate(row.of.name, nameWidth - row.indent, symbols.ellipsis), nameWidth);
  const room = columns - nameWidth - 4 - ELAPSED_WIDTH - 1;
  if (room < 8) return truncate(`${name} ${row.of.text}`, columns, symbols.ellipsis);
  const tone = TONES[row.of.stage];
  const text = pad(truncate(row.of.text, room, symbols.ellipsis), room);
  return `${name}  ${paint(tone, mark(row.of, symbols))} ${text} ${paint('dim', elapsed(row.of, now))}`;
}

function mark(of: Subject, symbols: Style['symbols']): string {
  if (of.stage === 'failed') return symbols.failed;
  if (of.stage === 'ok' || of.stage === 'changed') return symbols.done;
  return symbols.waiting;
}

function elapsed(of: Subject, now: number): string {
  if (of.startedAt === undefined) return ' '.repeat(ELAPSED_WIDTH);
  return padStart(formatElapsed((of.endedAt ?? now) - of.startedAt), ELAPSED_WIDTH);
}

function formatHead(progress: Progress, viewport: Viewport, now: number, style: Style): string {
  const hosts = [...progress.hosts.values()];
  const failed = hosts.filter(isFailed).length;
  const done = `${hosts.filter(hasEnded).length} of ${count(hosts.length, 'host')} done`;
  const time = formatElapsed(now - progress.startedAt);
  const head = `${progress.command}  ${done}${failed > 0 ? `, ${failed} failed` : ''}  ${time}`;
  return style.paint('bold', truncate(head, viewport.columns, style.symbols.ellipsis));
}

function formatRest(progress: Progress, shown: readonly Row[], viewport: Viewport, style: Style): string {
  const visible = new Set<Subject>(shown.map((row) => row.of));
  const counts = { running: 0, waiting: 0 };
  for (const host of progress.hosts.values()) {
    if (!visible.has(host) && (host.stage === 'running' || host.stage === 'waiting')) counts[host.stage] += 1;
  }
  const text = `${style.symbols.ellipsis} ${count(counts.running, 'more host')} running, ${counts.waiting} waiting`;
  return truncate(text, viewport.columns, style.symbols.ellipsis);
}
