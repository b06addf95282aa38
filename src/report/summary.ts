import type { RunDocument } from '../core/events/document.ts';
import type { RunEvent } from '../core/events/event.ts';
import { formatPlan } from './plan.ts';
import { formatProblems, type ProblemFormat } from './problem-block.ts';
import { formatConclusion, formatRecap } from './recap.ts';
import type { ReporterOptions } from './reporters/reporter.ts';
import { createStyle } from './style.ts';

/** Which hosts belong to which cluster, as the first event tells it. */
export type HostsByCluster = Extract<RunEvent, { type: 'run-started' }>['hosts'];

/** What people read at the end of a run: the plan or the recap, then every problem. */
export function formatSummary(
  document: RunDocument,
  hostsByCluster: HostsByCluster,
  options: ReporterOptions,
): string {
  // Only a terminal has a width; lines of a log are for searching.
  const columns = options.mode === 'terminal' ? options.columns() : undefined;
  const result = isPlan(document)
    ? formatPlanResult(document, hostsByCluster, options)
    : formatRecap(document, createStyle(options), columns);
  const problems = formatProblems(document.errors, problemFormat(options, columns));
  return problems === '' ? result : `${result}\n${problems}`;
}

/**
 * Whatever command it was: where it was only to show what it would do, its effect on clusters is known.
 * `status` is about how they stand.
 */
export function isPlan({ command, clusters }: RunDocument): boolean {
  if (command === 'status') return false;
  return command === 'plan' || Object.values(clusters).some(({ effect }) => effect !== undefined);
}

/** The same at the beginning of a run: its plan will show the diffs. */
export function endsInPlan(
  { command, hosts }: Extract<RunEvent, { type: 'run-started' }>,
  { check = false }: ReporterOptions,
): boolean {
  if (command === 'status') return false;
  return command === 'plan' || (check && Object.keys(hosts).some((cluster) => cluster !== ''));
}

/** A plan's last line is its conclusion, unless problems have kept it from being complete. */
function formatPlanResult(
  document: RunDocument,
  hostsByCluster: HostsByCluster,
  options: ReporterOptions,
): string {
  const plan = formatPlan(document, { ...options, hostsByCluster });
  return document.errors.length === 0
    ? plan
    : `${plan}\n${formatConclusion(document, createStyle(options))}\n`;
}

function problemFormat(options: ReporterOptions, columns: number | undefined): ProblemFormat {
  const { columns: _, ...format } = options;
  return columns === undefined ? format : { ...format, columns };
}
