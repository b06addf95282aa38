import { resolve } from 'node:path';
import { exitCodeFor } from '../../core/problem.ts';
import type { ConfigText, FilesReport } from '../../keepalived/lint/files.ts';
import type { Finding, Shown } from '../../keepalived/lint/rule.ts';
import type { CommandContext } from '../context.ts';
import { type LintReport, type MendReport, problemOf, shownProblem } from './lint-report.ts';
import type { Format } from './options.ts';
import { type Checks, type FileProblem, readFiles, STDIN } from './read-files.ts';
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
  const { report, stdin } = await lint(names, options, context, checks);
  const format: Format = options.json === true ? 'json' : options.format;
  const shown = options.quiet === true ? onlyFailing(report, new SettingsLookup(options)) : report;
  // Standard output is for the mended text.
  const to = stdin === undefined ? context.out : context.err;
  await print(format, shown, options, { ...context, out: to });
  if (stdin !== undefined) context.out(stdin);
  return report.run.exitCode;
}

/** What was found, and the mended text of standard input where there is one. */
interface Linted {
  readonly report: LintReport;
  readonly stdin?: string;
}

async function lint(
  names: readonly string[],
  options: LintCommandOptions,
  context: CommandContext,
  checks: Checks,
): Promise<Linted> {
  const started = { at: context.clock.wall(), ms: context.clock.monotonicMs() };
  const settings = new SettingsLookup(options);
  const read = await readFiles(names, checks, context);
  const { found, mends, unwritten, stdin } = await findings(read.configs, options, settings);
  const problems: readonly FileProblem[] = [
    ...settings.problems.map((problem) => ({ file: problem.source?.file ?? '', problem })),
    ...read.problems,
    ...unwritten,
  ];
  const errors = [
    ...problems.filter((each) => fails(shownProblem(each), settings)).map(({ problem }) => problem),
    ...found.findings.filter((each) => fails(each, settings)).map(problemOf),
  ];
  const report: LintReport = {
    files: read.files,
    findings: [...found.findings, ...problems.map(shownProblem)],
    errors,
    disabled: found.disabled,
    configs: found.configs,
    guessed: found.guessed,
    ...(mends === undefined ? {} : { mends }),
    run: {
      exitCode: errors.length === 0 ? 0 : Math.max(BAD_INPUT, exitCodeFor(errors)),
      startedAt: started.at.toISOString(),
      durationMs: Math.round(context.clock.monotonicMs() - started.ms),
    },
  };
  return { report, ...(stdin === undefined ? {} : { stdin }) };
}

interface Found {
  readonly found: FilesReport;
  readonly mends?: MendReport;
  readonly unwritten: readonly FileProblem[];
  readonly stdin?: string;
}

/** Looks at the configurations, and mends them where that is wanted: then what is still wrong counts. */
async function findings(
  configs: readonly ConfigText[],
  { fix = false, dryRun = false }: LintCommandOptions,
  settings: SettingsLookup,
): Promise<Found> {
  const [{ lintFiles }, { includedFiles }] = await Promise.all([
    import('../../keepalived/lint/files.ts'),
    import('../prepare/keepalived-includes.ts'),
  ]);
  const options = { include: includedFiles, settingsOf: (file: string) => settings.of(file) };
  const found = lintFiles(configs, options);
  // A file with settings that are wrong is left alone.
  if (!(fix || dryRun) || settings.problems.length > 0) return { found, unwritten: [] };
  const [{ mendTexts }, { asWritten, mendReport, writeMended }] = await Promise.all([
    import('../../keepalived/lint/mend.ts'),
    import('./mends.ts'),
  ]);
  const mended = mendTexts(configs, { ...options, keyOf: (file) => resolve(file) });
  if (dryRun) return { found, mends: mendReport(configs, mended, found), unwritten: [] };
  const stdin = mended.texts.find(({ file }) => file === STDIN)?.text;
  const unwritten = await writeMended(configs, mended);
  const made = asWritten(configs, mended, unwritten, (texts) => lintFiles(texts, options));
  return {
    found: made.report,
    mends: mendReport(configs, made, found),
    unwritten,
    ...(stdin === undefined ? {} : { stdin }),
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
      context.out(
        textReport(report, { color, quiet: options.quiet === true, dryRun: options.dryRun === true }),
      );
    }
  }
}
