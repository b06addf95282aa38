export { formatEffect } from './effect.ts';
export { toJson } from './json.ts';
export { formatPlan, type PlanFormat } from './plan.ts';
export { formatProblem, formatProblems, type ProblemFormat } from './problem-block.ts';
export { createReporter, type Reporter, type ReporterOptions } from './reporter.ts';
export type { ReadSource } from './source-excerpt.ts';
