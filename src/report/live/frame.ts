import type { Style, Tone } from '../style.ts';
import { count, displayWidth, pad, padStart, truncate } from '../text.ts';
import { formatElapsed } from '../words/duration.ts';
import type { Stage } from '../words/ending.ts';
import { isFailed, type Row, selectRows } from './frame-rows.ts';
import { hasEnded, type Progress, type Subject } from './progress.ts';

/** The terminal as the live view has to respect it. */
export interface Viewport {
  readonly columns: number;
  /** Lines the view may take, its head included. */
  readonly lines: number;
}

/** One picture of the run; no line is wider than the viewport. */
export interface Frame {
  readonly head: string;
  readonly lines: readonly string[];
}

const TONES: Readonly<Record<Stage, Tone>> = {
  waiting: 'dim',
  running: 'bold',
  ok: 'ok',
  changed: 'changed',
  failed: 'failed',
};

/** Names longer than this many columns are cut. */
const MAX_NAME = 28;
/** Wide enough for `59 min 59 s`. */
const ELAPSED_WIDTH = 11;
/** Below this many columns for what a host does, its elapsed time makes way. */
const MIN_TEXT = 8;
/** In a narrower terminal only the head is shown. */
const MIN_COLUMNS = 16;

/**
 * The live view: a head with counts, a line per cluster, host and drill, and where they don't all fit a last
 * line that counts the rest. `now` is monotonic milliseconds.
 */
export function composeFrame(progress: Progress, viewport: Viewport, now: number, style: Style): Frame {
  const head = formatHead(progress, viewport, now, style);
  if (viewport.columns < MIN_COLUMNS) return { head, lines: [] };
  const { rows, complete } = selectRows(progress, Math.max(1, viewport.lines - 1), style.symbols);
  const longest = Math.max(0, ...rows.map((row) => row.indent + displayWidth(row.of.name)));
  const nameWidth = Math.min(MAX_NAME, longest);
  const lines = rows.map((row) => formatRow(row, nameWidth, viewport.columns, now, style));
  const rest = complete ? '' : formatRest(progress, rows, viewport, style);
  if (rest !== '') lines.push(rest);
  return { head, lines };
}

function formatRow(row: Row, nameWidth: number, columns: number, now: number, style: Style): string {
  const { symbols, paint } = style;
  const margin = ' '.repeat(row.indent);
  if (row.drill !== undefined) {
    const { passed, text } = row.drill;
    const mark = passed ? paint('ok', symbols.done) : paint('failed', symbols.failed);
    const room = columns - row.indent - 2;
    return `${margin}${mark} ${truncate(text(room), room, symbols.ellipsis)}`;
  }
  const name = pad(margin + truncate(row.of.name, nameWidth - row.indent, symbols.ellipsis), nameWidth);
  const room = columns - nameWidth - ELAPSED_WIDTH - 5;
  if (room < MIN_TEXT) return truncate(`${name} ${row.of.text}`, columns, symbols.ellipsis);
  const start = `${name}  ${paint(TONES[row.of.stage], markOf(row.of, style))}`;
  const text = truncate(row.of.text, room, symbols.ellipsis);
  if (row.of.startedAt === undefined) return `${start} ${text}`.trimEnd();
  const elapsed = formatElapsed((row.of.endedAt ?? now) - row.of.startedAt);
  return `${start} ${pad(text, room)} ${paint('dim', padStart(elapsed, ELAPSED_WIDTH))}`;
}

function markOf(of: Subject, { symbols }: Style): string {
  if (of.stage === 'failed') return symbols.failed;
  if (of.stage === 'ok' || of.stage === 'changed') return symbols.done;
  return symbols.waiting;
}

function formatHead(progress: Progress, viewport: Viewport, now: number, style: Style): string {
  const hosts = [...progress.hosts.values()];
  const failed = hosts.filter(isFailed).length;
  const done = `${hosts.filter(hasEnded).length} of ${count(hosts.length, 'host')} done`;
  const time = formatElapsed(now - progress.startedAt);
  const head = `${progress.command}  ${done}${failed > 0 ? `, ${failed} failed` : ''}  ${time}`;
  return style.paint('bold', truncate(head, viewport.columns, style.symbols.ellipsis));
}

/** `… 37 more clusters running, 120 waiting`; counts hosts where no host belongs to a cluster. */
function formatRest(progress: Progress, shown: readonly Row[], viewport: Viewport, style: Style): string {
  const visible = new Set<Subject>(shown.map((row) => row.of));
  const clusters = [...progress.groups.values()].filter((group) => group.name !== '');
  const counted = clusters.length > 0 ? clusters : [...progress.hosts.values()];
  const hidden = counted.filter((subject) => !visible.has(subject));
  const running = hidden.filter((subject) => subject.stage === 'running').length;
  const waiting = hidden.filter((subject) => subject.stage === 'waiting').length;
  if (running + waiting === 0) return '';
  const noun = clusters.length > 0 ? 'more cluster' : 'more host';
  const text = `${style.symbols.ellipsis} ${count(running, noun)} running, ${waiting} waiting`;
  return style.paint('dim', truncate(text, viewport.columns, style.symbols.ellipsis));
}
