import type { RunDocument } from '../../core/events/document.ts';
import type { Outcome } from '../../core/outcome.ts';
import { Redactor } from '../../core/secret.ts';
import { jsonText, printable } from '../../core/text/printable.ts';
import type { CommandContext } from '../context.ts';
import { exitCodeOf } from '../interruption.ts';
import type { CommonOptions } from '../options/options.ts';
import { errColored, reportBadInput, reporterFor, startDocument } from '../output/reporting.ts';
import { loadConnector } from '../prepare/connector.ts';
import { prepareInventory } from '../prepare/prepare-inventory.ts';
import { startTracing } from '../trace/tracing.ts';
import { type NamedUnit, unitsIn } from './units-in.ts';

/** Shows what was done to an inventory's clusters and hosts; gives the exit code. */
export async function runHistory(
  context: CommandContext,
  path: string | undefined,
  options: CommonOptions,
): Promise<number> {
  const complete = startDocument(context, 'history');
  const redactor = new Redactor();
  const tracing = await startTracing(context, 'history', options, redactor);
  if (!tracing.ok) return reportBadInput(context, options, redactor, complete, tracing.problems);
  const { connect, loaded } = await loadConnector(context, options, tracing);
  const prepared = await prepare(context, path, options, redactor);
  if (!prepared.ok) return reportBadInput(context, options, redactor, complete, prepared.problems);
  await loaded;
  const { readHistory } = await import('../../run/undo/history/history.ts');
  const { history, ...result } = await readHistory(prepared.value, options.forks, { connect });
  const exitCode = exitCodeOf(context, result.exitCode);
  const document = complete({ ...result, ok: exitCode === 0, exitCode });
  if (options.json === true) {
    await printJson(context, redactor, document, history);
    return exitCode;
  }
  const { historyText } = await import('./history-text.ts');
  context.out(`${printable(redactor.redact(historyText(history)))}\n`);
  if (result.errors.length > 0) {
    const { formatProblems } = await import('../../report/index.ts');
    context.err(formatProblems(result.errors, { color: errColored(context, options), redactor }));
  }
  return exitCode;
}

/** The document that every command prints, and the history besides. */
async function printJson(
  context: CommandContext,
  redactor: Redactor,
  document: RunDocument,
  history: unknown,
): Promise<void> {
  const parts: string[] = [];
  const collect = { ...context, out: (part: string) => void parts.push(part) };
  const reporter = await reporterFor(collect, { json: true, color: false }, redactor);
  await reporter.finish(document);
  const json: unknown = JSON.parse(parts.join(''));
  const { changeTexts, masking } = await import('../../report/index.ts');
  const told = changeTexts(history, masking(redactor));
  context.out(`${jsonText({ ...Object(json), history: told }, 2)}\n`);
}

async function prepare(
  context: CommandContext,
  path: string | undefined,
  options: CommonOptions,
  redactor: Redactor,
): Promise<Outcome<readonly NamedUnit[]>> {
  const prepared = await prepareInventory(context, path, options, redactor);
  return prepared.ok ? unitsIn(prepared.value) : prepared;
}
