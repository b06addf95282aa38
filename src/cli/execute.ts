import { readFileSync } from 'node:fs';
import type { RunDocument } from '../core/document.ts';
import { failure, type Outcome, success } from '../core/outcome.ts';
import { exitCodeFor, type Problem } from '../core/problem.ts';
import { Redactor, type Secret } from '../core/secret.ts';
import { type Inventory, loadInventory, selectHosts } from '../inventory/index.ts';
import type { Playbook } from '../playbook/api.ts';
import type { RunRequest } from '../playbook/request.ts';
import type { Reporter } from '../report/index.ts';
import type { CommandContext } from './context.ts';
import { parseExtraVars } from './extra-vars.ts';
import type { CommonOptions } from './options.ts';

/** A command that runs a playbook on an inventory. */
export interface PlaybookCommand<P> {
  readonly command: string;
  readonly playbook: P;
  readonly inventory: string;
  readonly options: CommonOptions & { readonly detailedExitcode?: boolean };
}

/** Exit code for "there are changes to make", where it was asked for. */
const CHANGES_PENDING = 6;

/** Runs a playbook that comes with the program; gives the exit code. */
export async function runBuiltIn(
  context: CommandContext,
  command: PlaybookCommand<'up' | 'verify'>,
): Promise<number> {
  return execute(context, command, async () => {
    const loaded =
      command.playbook === 'up'
        ? await import('../../playbooks/up.ts')
        : await import('../../playbooks/verify.ts');
    return success(loaded.default);
  });
}

/** Runs a playbook from a file; gives the exit code. */
export async function runPlaybookFile(
  context: CommandContext,
  command: PlaybookCommand<string>,
): Promise<number> {
  return execute(context, command, async () => {
    const { loadPlaybook } = await import('./load-playbook.ts');
    return loadPlaybook(command.playbook);
  });
}

async function execute(
  context: CommandContext,
  command: PlaybookCommand<string>,
  load: () => Promise<Outcome<Playbook>>,
): Promise<number> {
  const startedAt = context.clock.wall();
  const startedMs = context.clock.monotonicMs();
  const redactor = new Redactor();
  const { connect, preloadSsh } = await import('../connection/index.ts');
  const sshLoaded = preloadSsh();
  const prepared = await prepare(context, command, load, redactor);
  const reporter = await createReporterFor(context, command.options, redactor);
  const complete = (result: Omit<RunDocument, 'command' | 'startedAt' | 'durationMs'>): RunDocument => ({
    command: command.command,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(context.clock.monotonicMs() - startedMs),
    ...result,
  });
  if (!prepared.ok) {
    await reportBadInput(context, command.options, reporter, redactor, complete, prepared.problems);
    return exitCodeFor(prepared.problems);
  }
  await sshLoaded;
  const { runPlaybook } = await import('../playbook/run-playbook.ts');
  const result = await runPlaybook(prepared.value, {
    clock: context.clock,
    onEvent: reporter.sink,
    signal: context.interrupted,
    connect: (target) =>
      connect(target, {
        homeDirectory: context.homeDirectory,
        localUser: context.localUser,
        connectTimeoutMs: command.options.connectTimeout * 1000,
        acceptNewHostKeys: command.options.acceptNewHostKeys === true,
        ...(context.environment.SSH_AUTH_SOCK === undefined
          ? {}
          : { agentSocket: context.environment.SSH_AUTH_SOCK }),
      }),
  });
  const pending = command.options.detailedExitcode === true && result.ok && hasChanges(result);
  const document = complete({ ...result, exitCode: pending ? CHANGES_PENDING : result.exitCode });
  reporter.sink({ type: 'run-finished', exitCode: document.exitCode, durationMs: document.durationMs });
  await reporter.finish(document);
  return document.exitCode;
}

function hasChanges({ hosts }: Pick<RunDocument, 'hosts'>): boolean {
  return Object.values(hosts).some((host) => host.changed > 0);
}

/** Everything that can be wrong with the input, found before anything is contacted. */
async function prepare(
  context: CommandContext,
  { command, inventory: path, options }: PlaybookCommand<string>,
  load: () => Promise<Outcome<Playbook>>,
  redactor: Redactor,
): Promise<Outcome<RunRequest>> {
  const given = await parseExtraVars(options.extraVars);
  if (!given.ok) return given;
  const extraVars = { ...given.value, ...(await becomeVars(context, options, redactor)) };
  const inventory = await loadInventory({
    path,
    extraVars,
    homeDirectory: context.homeDirectory,
    localUser: context.localUser,
  });
  if (!inventory.ok) return inventory;
  for (const secret of inventory.value.secrets) redactor.add(secret);
  const limit = limitTo(inventory.value, options.limit);
  const playbook = await load();
  const problems = [limit, playbook].flatMap((each) => (each.ok ? [] : each.problems));
  if (!limit.ok || !playbook.ok) return failure(...problems);
  const request: RunRequest = {
    command,
    playbook: playbook.value,
    inventory: inventory.value,
    ...(limit.value && { limit: limit.value }),
    check: options.check === true,
    forks: options.forks,
    selection: { tags: options.tags, skipTags: options.skipTags },
    verify: options.verify ?? 'auto',
  };
  const { checkRequest } = await import('../playbook/check-request.ts');
  const found = checkRequest(request);
  return found.length > 0 ? failure(...found) : success(request);
}

async function becomeVars(
  context: CommandContext,
  options: CommonOptions,
  redactor: Redactor,
): Promise<Readonly<Record<string, true | Secret>>> {
  const become = options.become === true ? { ansible_become: true as const } : {};
  if (options.askBecomePass !== true) return become;
  const password = await context.askSecret('BECOME password: ');
  redactor.add(password);
  return { ...become, ansible_become_password: password };
}

function limitTo(
  inventory: Inventory,
  pattern: string | undefined,
): Outcome<ReadonlySet<string> | undefined> {
  if (pattern === undefined) return success(undefined);
  const selected = selectHosts(inventory, pattern);
  return selected.ok ? success(new Set(selected.value.map(({ name }) => name))) : selected;
}

async function createReporterFor(
  context: CommandContext,
  options: CommonOptions,
  redactor: Redactor,
): Promise<Reporter> {
  const { createReporter } = await import('../report/index.ts');
  return createReporter({
    mode: options.json === true ? 'json' : context.errIsTerminal ? 'terminal' : 'plain',
    color: colored(context, options),
    unicode: /utf-?8/i.test(localeOf(context)),
    verbosity: options.verbose,
    diff: options.diff === true,
    redactor,
    out: context.out,
    err: context.err,
    columns: context.columns,
    rows: context.rows,
    clock: context.clock,
    readSource,
  });
}

function colored(context: CommandContext, options: CommonOptions): boolean {
  return (
    options.color &&
    (context.environment.NO_COLOR ?? '') === '' &&
    context.errIsTerminal &&
    context.outIsTerminal
  );
}

function localeOf({ environment }: CommandContext): string {
  return environment.LC_ALL || environment.LC_CTYPE || environment.LANG || '';
}

function readSource(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Only an excerpt for a message: without the file, the message stands alone.
    return undefined;
  }
}

async function reportBadInput(
  context: CommandContext,
  options: CommonOptions,
  reporter: Reporter,
  redactor: Redactor,
  complete: (result: Omit<RunDocument, 'command' | 'startedAt' | 'durationMs'>) => RunDocument,
  problems: readonly Problem[],
): Promise<void> {
  if (options.json === true) {
    await reporter.finish(
      complete({ ok: false, exitCode: exitCodeFor(problems), hosts: {}, clusters: {}, errors: problems }),
    );
    return;
  }
  const { formatProblems } = await import('../report/index.ts');
  const text = formatProblems(problems, {
    color: options.color && (context.environment.NO_COLOR ?? '') === '' && context.errIsTerminal,
    readSource,
  });
  context.err(redactor.redact(text));
}
