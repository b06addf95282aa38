import type { RunDocument } from '../../core/events/document.ts';
import { exitCodeFor, type Problem } from '../../core/problem.ts';
import { readNamedFile } from '../../core/read-named-file.ts';
import type { Redactor } from '../../core/secret.ts';
import type { Reporter } from '../../report/index.ts';
import type { CommandContext } from '../context.ts';
import type { CommonOptions } from '../options/options.ts';

/** The options that decide how things are shown. */
export type ReportOptions = Pick<CommonOptions, 'json' | 'color' | 'diff'> & {
  readonly verbose?: number;
  /** Questions are asked meanwhile, which a view that paints itself anew would wipe away: before a wave. */
  readonly pause?: boolean;
  /** The same, before a step. */
  readonly step?: boolean;
  readonly check?: boolean;
  /** The same, before something is taken back. */
  readonly asks?: boolean;
};

/** What a run adds to a document; the rest the command itself knows. */
export type RunOutcome = Omit<RunDocument, 'command' | 'startedAt' | 'durationMs'>;

/** Fills in a document's common part. */
export type CompleteDocument = (outcome: RunOutcome) => RunDocument;

/** Starts a command's clock. */
export function startDocument({ clock }: CommandContext, command: string): CompleteDocument {
  const startedAt = clock.wall().toISOString();
  const startedMs = clock.monotonicMs();
  return (outcome) => ({
    command,
    startedAt,
    durationMs: Math.round(clock.monotonicMs() - startedMs),
    ...outcome,
  });
}

/** The reporter for where the command runs and what it was asked for. */
export async function reporterFor(
  context: CommandContext,
  options: ReportOptions,
  redactor: Redactor,
): Promise<Reporter> {
  const { createReporter } = await import('../../report/index.ts');
  const live = context.errIsTerminal && ![options.pause, options.step, options.asks].includes(true);
  return createReporter({
    mode: options.json === true ? 'json' : live ? 'terminal' : 'plain',
    color: errColored(context, options) && context.outIsTerminal,
    unicode: /utf-?8/i.test(localeOf(context)),
    verbosity: options.verbose ?? 0,
    diff: options.diff === true,
    check: options.check === true,
    redactor,
    out: context.out,
    err: context.err,
    columns: context.columns,
    rows: context.rows,
    clock: context.clock,
    readSource,
  });
}

/** Whether standard error may be coloured. */
export function errColored(context: CommandContext, { color }: Pick<ReportOptions, 'color'>): boolean {
  return color && !context.environment.NO_COLOR && context.errIsTerminal;
}

function localeOf({ environment }: CommandContext): string {
  return environment.LC_ALL || environment.LC_CTYPE || environment.LANG || '';
}

/** The text of a file, for the excerpt that a message shows. */
export function readSource(file: string): string | undefined {
  try {
    return readNamedFile(file).toString('utf8');
  } catch {
    // Only an excerpt for a message: without the file, the message stands alone.
    return undefined;
  }
}

/** Tells what is wrong with the input, before anything was contacted; gives the exit code. */
export async function reportBadInput(
  context: CommandContext,
  options: ReportOptions,
  redactor: Redactor,
  complete: CompleteDocument,
  problems: readonly Problem[],
): Promise<number> {
  const exitCode = exitCodeFor(problems);
  if (options.json === true) {
    const reporter = await reporterFor(context, options, redactor);
    await reporter.finish(complete({ ok: false, exitCode, hosts: {}, clusters: {}, errors: problems }));
    return exitCode;
  }
  const { formatProblems } = await import('../../report/index.ts');
  const color = errColored(context, options);
  context.err(formatProblems(problems, { color, readSource, redactor }));
  return exitCode;
}
