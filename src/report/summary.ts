import type { RunDocument } from '../core/document.ts';
import type { RunEvent } from '../core/event.ts';
import { formatPlan } from './plan.ts';
import { formatProblems, type ProblemFormat } from './problem-block.ts';
import { formatConclusion, formatRecap } from './recap.ts';
import type { ReporterOptions } from './reporter.ts';
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

/** `plan`, and `--check` of what changes clusters: their effect is known. `status` is about what is there. */
function isPlan({ command, clusters }: RunDocument): boolean {
  if (command === 'plan') return true;
  return command !== 'status' && Object.values(clusters).some(({ effect }) => effect !== undefined);
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
