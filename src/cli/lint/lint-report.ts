import type { Problem } from '../../core/problem.ts';
import type { DisabledFinding } from '../../keepalived/lint/disable.ts';
import type { FilesReport } from '../../keepalived/lint/files.ts';
import type { Finding, Shown } from '../../keepalived/lint/rule.ts';
import type { FileProblem } from './read-files.ts';

/** What `--fix` has made, or would make. */
export interface MendReport {
  readonly mended: readonly Finding[];
  /** Of each file that changes. */
  readonly diffs: readonly string[];
  /** What is not made because it is not safe. */
  readonly unsafe: readonly { readonly finding: Finding; readonly diff: string }[];
}

/** One run of `lint`, whatever it is printed as. */
export interface LintReport {
  /** As they were named, each once. */
  readonly files: readonly string[];
  /** Of configurations, then of other files. */
  readonly findings: readonly Shown[];
  /** Those of the findings that decide the exit code, and how the JSON document tells them. */
  readonly errors: readonly Problem[];
  readonly disabled: readonly DisabledFinding[];
  readonly configs: FilesReport['configs'];
  readonly guessed: FilesReport['guessed'];
  /** Only where mends were asked for. */
  readonly mends?: MendReport;
  readonly run: {
    readonly exitCode: number;
    readonly startedAt: string;
    readonly durationMs: number;
  };
}

/** A finding of a configuration, as a problem. */
export function problemOf({ rule, name, message, fix, place }: Finding): Problem {
  return { code: `lint.${name}`, summary: `${rule}: ${message}`, fix, source: place };
}

/** A problem of another file, as a finding. */
export function shownProblem({ file, problem, severity = 'error' }: FileProblem): Shown {
  const { code, summary, detail, fix = 'See the documentation', source } = problem;
  return {
    rule: code,
    name: code.slice(code.indexOf('.') + 1),
    severity,
    place: source ?? { file, line: 1, column: 1 },
    message: summary,
    ...(detail === undefined ? {} : { detail }),
    fix,
  };
}
