export { createReporter } from './create-reporter.ts';
export { formatEffect } from './effect.ts';
export { toJson } from './json.ts';
export { formatPlan, type PlanFormat } from './plan.ts';
export { formatProblem, formatProblems, type ProblemFormat } from './problem-block.ts';
export { type Origin, RunRecorder } from './record.ts';
export { type ReportFile, renderReport } from './report-files.ts';
export type { Reporter, ReporterOptions } from './reporter.ts';
export type { ReadSource } from './source-excerpt.ts';
