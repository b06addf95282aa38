import { dirname } from 'node:path';
import type { RunDocument } from '../core/document.ts';
import { failure, type Outcome, success } from '../core/outcome.ts';
import { printable } from '../core/printable.ts';
import type { Problem } from '../core/problem.ts';
import { Redactor } from '../core/secret.ts';
import { OWN_CODE } from '../core/user-code.ts';
import type { HavipRequest } from '../havip/request.ts';
import { cloudConnector } from './cloud-connector.ts';
import { loadConnector } from './connector.ts';
import type { CommandContext } from './context.ts';
import { exitCodeOf } from './interruption.ts';
import { listPlaybook, onlyLists } from './list-playbook.ts';
import type { CommonOptions } from './options.ts';
import { checkFolder } from './output-folder.ts';
import { type PreparedInventory, prepareInventory } from './prepare-inventory.ts';
import { startReport } from './report-folder.ts';
import { reportBadInput, reporterFor, startDocument } from './reporting.ts';
import { type RollingOptions, rollingRequest } from './rolling-options.ts';
import { type StepOptions, stepRequest } from './step-options.ts';
import { startTracing } from './trace/tracing.ts';
import { version } from './version.ts';

/** A command that runs a playbook on an inventory. */
export interface PlaybookCommand<P> {
  readonly command: string;
  readonly playbook: P;
  /** The argument; `-i` may name more. */
  readonly inventory: string | undefined;
  /** Where the playbook lies, whose `group_vars/` and `host_vars/` count; the current folder for our own. */
  readonly playbookFolder?: string;
  readonly options: CommonOptions & RollingOptions & StepOptions & { readonly detailedExitcode?: boolean };
}

/** What is to be run; a person's own playbook comes with how its code is called. */
type RunCode = Pick<HavipRequest, 'playbook' | 'userCode' | 'rollbackConsent'>;

/** Gives what is to be run; the inventory is undefined where something is wrong with it. */
type LoadCode = (prepared: PreparedInventory | undefined) => Promise<Outcome<RunCode>>;

/** Exit code for "there are changes to make", where it was asked for. */
const CHANGES_PENDING = 6;

/** Playbooks that come with the program, loaded when they are run. */
const BUILT_IN = {
  up: () => import('../../playbooks/up.ts'),
  upgrade: () => import('../../playbooks/upgrade.ts'),
  verify: () => import('../../playbooks/verify.ts'),
};

type BuiltIn = keyof typeof BUILT_IN;

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
    const { loadPlaybook } = await import('./load-playbook.ts');
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
  const complete = startDocument(context, command.command);
  const redactor = new Redactor();
  const tracing = await startTracing(context, command.command, options, redactor);
  const { connect, loaded, tellNotes } = await loadConnector(context, options, tracing);
  const request = await prepare(context, command, load, redactor);
  if (!tracing.ok) return reportBadInput(context, options, redactor, complete, problemsOf(tracing, request));
  if (!request.ok) return reportBadInput(context, options, redactor, complete, request.problems);
  if (onlyLists(options)) {
    const { havipKinds } = await import('../havip/kinds.ts');
    context.out(redactor.redact(listPlaybook(request.value, havipKinds(request.value), options)));
    return exitCodeOf(context, 0);
  }
  const go = await allowed(request.value);
  if (!go.ok) return reportBadInput(context, options, redactor, complete, go.problems);
  if (!go.value) return exitCodeOf(context, 0);
  const reporter = await reporterFor(context, options, redactor);
  const report = await startReport(context, command, redactor);
  await loaded;
  const [{ runPlaybook }, { havipKinds }] = await Promise.all([
    import('../run/run-playbook.ts'),
    import('../havip/kinds.ts'),
  ]);
  tellNotes(reporter.sink);
  const kinds = havipKinds(request.value, cloudConnector(context, redactor));
  const result = await runPlaybook(request.value, kinds, {
    clock: context.clock,
    onEvent: report.beside(tracing.value.beside(reporter.sink)),
    signal: context.interrupted,
    confirm: context.confirm,
    askStep: (question) => context.askStep(printable(redactor.redact(question))),
    connect,
    version,
  });
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

/** All that is wrong, in one answer. */
function problemsOf(...outcomes: readonly Outcome<unknown>[]): readonly Problem[] {
  return outcomes.flatMap((each) => (each.ok ? [] : each.problems));
}

function hasChanges({ hosts, clusters }: Pick<RunDocument, 'hosts' | 'clusters'>): boolean {
  const inCloud = Object.values(clusters).flatMap(({ cloud }) => cloud?.tasks ?? []);
  return Object.values(hosts).some((host) => host.changed > 0) || inCloud.some(({ changed }) => changed);
}

/** Everything that can be wrong with the input, found before anything is contacted. */
async function prepare(
  context: CommandContext,
  { command, inventory: path, playbookFolder, options }: PlaybookCommand<string>,
  load: LoadCode,
  redactor: Redactor,
): Promise<Outcome<HavipRequest>> {
  const prepared = await prepareInventory(context, path, options, redactor, playbookFolder);
  const playbook = await load(prepared.ok ? prepared.value : undefined);
  const folder = await checkFolder(options.report, '--report');
  const rolling = rollingRequest(context, options);
  const steps = stepRequest(context, options);
  if (!prepared.ok || !playbook.ok || !folder.ok || !rolling.ok || !steps.ok) {
    const problems = problemsOf(prepared, playbook, folder, rolling, steps);
    // Nothing will be run, so nobody is used; what is wrong with the hosts is told all the same.
    const hosts = prepared.ok ? prepared.value.inventory.problemsOf(prepared.value.limit) : [];
    return failure(...hosts, ...problems);
  }
  const { inventory, limit } = prepared.value;
  const request: HavipRequest = {
    command,
    ...playbook.value,
    inventory,
    ...(limit && { limit }),
    check: options.check === true,
    forks: options.forks,
    selection: { tags: options.tags, skipTags: options.skipTags },
    verify: options.verify ?? 'auto',
    skipPreflight: options.skipPreflight === true,
    ...rolling.value,
    ...steps.value,
    lockWaitMs: options.lockWait ?? 0,
    ...(options.drills && { drills: options.drills }),
    ...(options.repeat && { repeat: options.repeat }),
  };
  const checked = await context.endedBySignals(() => check(request));
  return checked.ok ? success(request) : checked;
}

/** Asks the playbook's own code, too, which may never come to an end. */
async function check(request: HavipRequest): Promise<Outcome<void>> {
  const [{ checkRequest }, { havipKinds }] = await Promise.all([
    import('../run/check-request.ts'),
    import('../havip/kinds.ts'),
  ]);
  const { userCode = OWN_CODE, playbook } = request;
  const origin = { what: `the playbook "${playbook.name}"` };
  const found = userCode.attempt(origin, () => checkRequest(request, havipKinds(request)));
  if (!found.ok) return found;
  return found.value.length > 0 ? failure(...found.value) : success(undefined);
}
