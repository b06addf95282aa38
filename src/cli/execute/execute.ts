import { dirname } from 'node:path';
import type { RunDocument } from '../../core/events/document.ts';
import { type Outcome, success } from '../../core/outcome.ts';
import { Redactor } from '../../core/secret.ts';
import { printable } from '../../core/text/printable.ts';
import type { HavipRequest } from '../../havip/request.ts';
import type { RunDeps } from '../../run/request.ts';
import type { RunResult } from '../../run/run-playbook.ts';
import type { CommandContext } from '../context.ts';
import { exitCodeOf } from '../interruption.ts';
import { startReport } from '../output/report-folder.ts';
import { reportBadInput, reporterFor, startDocument } from '../output/reporting.ts';
import { BUILT_IN, type BuiltIn } from '../prepare/built-in.ts';
import { cloudConnector } from '../prepare/cloud-connector.ts';
import { loadConnector } from '../prepare/connector.ts';
import { type LoadCode, type PlaybookCommand, prepareRun, problemsOf } from '../prepare/prepare-run.ts';
import { journalFor } from '../rollout/journal-for.ts';
import { startTracing } from '../trace/tracing.ts';
import { version } from '../version.ts';
import { listPlaybook, onlyLists } from './list-playbook.ts';

/** Exit code for "there are changes to make", where it was asked for. */
const CHANGES_PENDING = 6;

/** Runs one of them; gives the exit code. */
export async function runBuiltIn(
  context: CommandContext,
  command: PlaybookCommand<BuiltIn>,
): Promise<number> {
  return execute(context, command, async () =>
    success({ playbook: (await BUILT_IN[command.playbook]()).default }),
  );
}

/** Runs a playbook from a file; gives the exit code. */
export async function runPlaybookFile(
  context: CommandContext,
  command: PlaybookCommand<string>,
): Promise<number> {
  const placed = { ...command, playbookFolder: dirname(command.playbook) };
  return execute(context, placed, async () => {
    const { loadPlaybook } = await import('../prepare/load-playbook.ts');
    // Nothing is under way yet, and the playbook may never come to an end.
    return context.endedBySignals(() => loadPlaybook(command.playbook));
  });
}

/**
 * Runs a playbook on an inventory; gives the exit code.
 * @param allowed asked before anything is contacted: false ends it well, with nothing done
 */
export async function execute(
  context: CommandContext,
  command: PlaybookCommand<string>,
  load: LoadCode,
  allowed: (request: HavipRequest) => Promise<Outcome<boolean>> = async () => success(true),
): Promise<number> {
  const { options } = command;
  if (options.engine !== undefined && !onlyLists(options)) {
    const { submitAndWatch } = await import('../engine/submit/submit-and-watch.ts');
    return submitAndWatch(context, command, load);
  }
  const complete = startDocument(context, command.command);
  const redactor = new Redactor();
  const tracing = await startTracing(context, command.command, options, redactor);
  const { connect, loaded, tellNotes } = await loadConnector(context, options, tracing);
  const prepared = await prepareRun(context, command, load, redactor);
  if (!tracing.ok) return reportBadInput(context, options, redactor, complete, problemsOf(tracing, prepared));
  if (!prepared.ok) return reportBadInput(context, options, redactor, complete, prepared.problems);
  const { request, saved } = prepared.value;
  if (onlyLists(options)) {
    const { havipKinds } = await import('../../havip/kinds.ts');
    context.out(redactor.redact(listPlaybook(request, havipKinds(request), options)));
    return exitCodeOf(context, 0);
  }
  const go = await allowed(request);
  if (!go.ok) return reportBadInput(context, options, redactor, complete, go.problems);
  if (!go.value) return exitCodeOf(context, 0);
  const openJournal = await journalFor(context, options, prepared.value, redactor);
  if (!openJournal.ok) return reportBadInput(context, options, redactor, complete, openJournal.problems);
  const reporter = await reporterFor(context, options, redactor);
  const report = await startReport(context, command, redactor);
  await loaded;
  const [{ runPlaybook }, { havipKinds }] = await Promise.all([
    import('../../run/run-playbook.ts'),
    import('../../havip/kinds.ts'),
  ]);
  tellNotes(reporter.sink);
  const tell = (text: string) => reporter.sink({ type: 'notice', text });
  const kept = await openJournal.value(tell);
  if (kept !== undefined) tell(kept.notice);
  const kindsFor = (wanted: HavipRequest) => havipKinds(wanted, cloudConnector(context, redactor));
  const deps: RunDeps = {
    clock: context.clock,
    onEvent: report.beside(tracing.value.beside(reporter.sink)),
    signal: context.interrupted,
    confirm: context.confirm,
    askStep: (question) => context.askStep(printable(redactor.redact(question))),
    connect,
    version,
    ...(kept && { journal: kept.journal }),
  };
  const run = async (): Promise<RunResult> => {
    if (saved !== undefined) {
      const { runAsPlanned } = await import('../saved-plan/run-as-planned.ts');
      return runAsPlanned({ ...prepared.value, saved }, kindsFor, deps, redactor);
    }
    if (options.out === undefined) return runPlaybook(request, kindsFor(request), deps);
    const { runForPlan } = await import('../saved-plan/run-for-plan.ts');
    return runForPlan(options.out, prepared.value, kindsFor(request), deps, redactor);
  };
  const result = await run();
  const left = await kept?.end(result.ok && !context.interrupted.aborted);
  if (left !== undefined) tell(left);
  const pending = options.detailedExitcode === true && result.ok && hasChanges(result);
  const exitCode = exitCodeOf(context, pending ? CHANGES_PENDING : result.exitCode);
  const document = await report.write(
    complete({ ...result, ok: result.ok && !context.interrupted.aborted, exitCode }),
  );
  reporter.sink({ type: 'run-finished', exitCode: document.exitCode, durationMs: document.durationMs });
  await reporter.finish(document);
  report.tell();
  return document.exitCode;
}

function hasChanges({ hosts, clusters }: Pick<RunDocument, 'hosts' | 'clusters'>): boolean {
  const inCloud = Object.values(clusters).flatMap(({ cloud }) => cloud?.tasks ?? []);
  return Object.values(hosts).some((host) => host.changed > 0) || inCloud.some(({ changed }) => changed);
}
