import type { Clock } from '../../core/clock.ts';
import type { DrillResult, HostResult } from '../../core/events/document.ts';
import type { RunEvent, TaskStatus } from '../../core/events/event.ts';
import type { Problem } from '../../core/problem.ts';
import type { Style, Tone } from '../style.ts';
import { displayWidth, firstLine, indent, pad } from '../text.ts';
import { styleDiff } from '../unified-diff-style.ts';
import { formatDrillLine } from '../words/drill-line.ts';
import { formatElapsed, formatTimeOfDay } from '../words/duration.ts';
import { formatFix } from '../words/remark.ts';

/** How much is told, and where. */
export interface PlainOptions {
  readonly write: (text: string) => void;
  readonly style: Style;
  readonly clock: Clock;
  /** 0: what changed or failed; 1: also what was left as it was; 2: also what is being done. */
  readonly verbosity: number;
  /** Whether diffs follow the steps they belong to. */
  readonly diff: () => boolean;
}

type TaskFinished = Extract<RunEvent, { type: 'task-finished' }>;
type ClusterTaskFinished = Extract<RunEvent, { type: 'cluster-task-finished' }>;

const TONES: Readonly<Record<TaskStatus, Tone>> = {
  ok: 'ok',
  changed: 'changed',
  'would-change': 'changed',
  failed: 'failed',
  skipped: 'skipped',
};

const QUIET_STATUSES: ReadonlySet<TaskStatus> = new Set(['ok', 'skipped']);
const MAX_SUBJECT = 30;
const STEP_WIDTH = 36;

/** The log of a run, `HH:MM:SS  host  step  status`, one line as each thing ends. */
export function createPlainLog(options: PlainOptions): (event: RunEvent) => void {
  const { style, clock } = options;
  const startedAt = new Map<string, number>();
  const told = new Set<string>();
  let subjectWidth = 0;

  const line = (subject: string, text: string): void => {
    const at = style.paint('dim', formatTimeOfDay(clock.wall()));
    options.write(`${at}  ${pad(subject, subjectWidth)}  ${text}\n`);
  };
  const begin = (subject: string, activity: string): void => {
    if (!startedAt.has(subject)) startedAt.set(subject, clock.monotonicMs());
    if (options.verbosity >= 2) line(subject, style.paint('dim', activity));
  };
  const elapsed = (subject: string): string => {
    const since = startedAt.get(subject);
    return since === undefined ? '' : `  ${formatElapsed(clock.monotonicMs() - since)}`;
  };
  const problem = (of: Problem): void => {
    const key = `${of.host} ${of.code} ${of.summary}`;
    if (told.has(key)) return;
    told.add(key);
    line(of.host ?? '', `${style.paint('failed', `error[${of.code}]`)} ${of.summary}`);
  };
  const task = (event: TaskFinished): void => {
    if (event.problem !== undefined) told.add(`${event.host} ${event.problem.code} ${event.problem.summary}`);
    if (options.verbosity < 1 && QUIET_STATUSES.has(event.status)) return;
    line(event.host, formatTask(event, style));
    // What an action does is all that there is to show of it, and stands in its line.
    if (options.diff() && event.diff && event.diff !== event.note)
      options.write(`${indent(styleDiff(event.diff, style), 4)}\n`);
    if (options.verbosity >= 1 && event.output !== undefined) options.write(`${indent(event.output, 4)}\n`);
  };
  const clusterTask = ({ cluster, task: name, ...rest }: ClusterTaskFinished): void => {
    if (rest.problem !== undefined) told.add(`undefined ${rest.problem.code} ${rest.problem.summary}`);
    if (options.verbosity < 1 && QUIET_STATUSES.has(rest.status)) return;
    line(cluster, formatTask({ task: name, ...rest }, style));
  };

  return (event) => {
    switch (event.type) {
      case 'run-started':
        subjectWidth = widest(Object.entries(event.hosts).flat(2));
        break;
      case 'host-activity':
        begin(event.host, event.activity);
        break;
      case 'cluster-activity':
        begin(event.cluster, event.activity);
        break;
      case 'task-finished':
        task(event);
        break;
      case 'cluster-task-finished':
        clusterTask(event);
        break;
      case 'host-finished':
        line(event.host, `${formatEnd(event.result, style)}${elapsed(event.host)}`);
        break;
      case 'drill-finished':
        line(event.cluster, formatDrill(event.drill, style));
        break;
      case 'cluster-finished':
        line(event.cluster, event.result.skipped ?? `finished${elapsed(event.cluster)}`);
        break;
      case 'problem':
        problem(event.problem);
        break;
      case 'notice':
        line(event.host ?? '', `${style.paint('notice', 'note')} ${event.text}`);
        if (event.fix !== undefined) options.write(`${formatFix(event.fix, style)}\n`);
        break;
      case 'wave-begun':
      case 'unit-ended':
      case 'run-finished':
        break;
    }
  };
}

function widest(names: readonly string[]): number {
  return Math.min(MAX_SUBJECT, Math.max(0, ...names.map(displayWidth)));
}

/** The step, its status, and what there is to say about it. */
function formatTask(
  event: Pick<TaskFinished, 'task' | 'status' | 'note' | 'problem'>,
  { paint }: Style,
): string {
  const remark = event.problem?.summary ?? event.note;
  const status = `${pad(event.task, STEP_WIDTH)}  ${paint(TONES[event.status], event.status)}`;
  return remark === undefined ? status : `${status}  ${firstLine(remark)}`;
}

function formatDrill(drill: DrillResult, { paint, symbols }: Style): string {
  return paint(drill.passed ? 'ok' : 'failed', formatDrillLine(drill, symbols));
}

function formatEnd(result: HostResult, { paint }: Style): string {
  if (result.unreachable) return paint('unreachable', 'unreachable');
  if (result.failed > 0) return paint('failed', 'failed');
  const rescued = result.rescued === undefined ? '' : ` rescued=${result.rescued}`;
  return `finished  ok=${result.ok} changed=${result.changed}${rescued}`;
}
