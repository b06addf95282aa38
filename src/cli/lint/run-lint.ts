import { exitCodeFor } from '../../core/problem.ts';
import type { Finding, Shown } from '../../keepalived/lint/rule.ts';
import type { CommandContext } from '../context.ts';
import { type LintReport, problemOf, shownProblem } from './lint-report.ts';
import type { Format } from './options.ts';
import { type Checks, readFiles } from './read-files.ts';
import type { LintCommandOptions } from './resolve-options.ts';
import { SettingsLookup } from './settings.ts';

/** The exit code for bad input, of which lint errors are one kind. */
const BAD_INPUT = 5;

/** Checks the files, prints the findings and gives the exit code. */
export async function runLint(
  names: readonly string[],
  options: LintCommandOptions,
  context: CommandContext,
  checks: Checks,
): Promise<number> {
  const report = await lint(names, options, context, checks);
  const format: Format = options.json === true ? 'json' : options.format;
  const shown = options.quiet === true ? onlyFailing(report, new SettingsLookup(options)) : report;
  await print(format, shown, options, context);
  return report.run.exitCode;
}

async function lint(
  names: readonly string[],
  options: LintCommandOptions,
  context: CommandContext,
  checks: Checks,
): Promise<LintReport> {
  const started = { at: context.clock.wall(), ms: context.clock.monotonicMs() };
  const [{ lintFiles }, { includedFiles }] = await Promise.all([
    import('../../keepalived/lint/files.ts'),
    import('../keepalived-includes.ts'),
  ]);
  const settings = new SettingsLookup(options);
  const read = await readFiles(names, checks, context);
  const found = lintFiles(read.configs, {
    include: includedFiles,
    settingsOf: (file) => settings.of(file),
  });
  const problems = [
    ...settings.problems.map((problem) => ({ file: problem.source?.file ?? '', problem })),
    ...read.problems,
  ];
  const errors = [
    ...problems.map(({ problem }) => problem),
    ...found.findings.filter((each) => fails(each, settings)).map(problemOf),
  ];
  return {
    files: read.files,
    findings: [...found.findings, ...problems.map(shownProblem)],
    errors,
    disabled: found.disabled,
    configs: found.configs,
    guessed: found.guessed,
    run: {
      exitCode: errors.length === 0 ? 0 : Math.max(BAD_INPUT, exitCodeFor(errors)),
      startedAt: started.at.toISOString(),
      durationMs: Math.round(context.clock.monotonicMs() - started.ms),
    },
  };
}

function fails({ severity, place }: Pick<Finding, 'severity' | 'place'>, settings: SettingsLookup): boolean {
  return severity === 'error' || (severity === 'warning' && settings.of(place.file).strict === true);
}

function onlyFailing(report: LintReport, settings: SettingsLookup): LintReport {
  const findings: readonly Shown[] = report.findings.filter((each) => fails(each, settings));
  return { ...report, findings, disabled: [], guessed: new Map() };
}

async function print(
  format: Format,
  report: LintReport,
  options: LintCommandOptions,
  context: CommandContext,
): Promise<void> {
  switch (format) {
    case 'json': {
      const { jsonDocument } = await import('./formats/json.ts');
      context.out(jsonDocument(report));
      break;
    }
    case 'sarif': {
      const { sarifDocument } = await import('./formats/sarif.ts');
      context.out(sarifDocument(report));
      break;
    }
    case 'github': {
      const { githubAnnotations } = await import('./formats/github.ts');
      context.out(githubAnnotations(report));
      break;
    }
    case 'junit': {
      const { junitDocument } = await import('./formats/junit.ts');
      context.out(junitDocument(report));
      break;
    }
    case 'text': {
      const { textReport } = await import('./formats/text.ts');
      const color = options.color && context.outIsTerminal && !context.environment.NO_COLOR;
      context.out(textReport(report, { color, quiet: options.quiet === true }));
    }
  }
}
