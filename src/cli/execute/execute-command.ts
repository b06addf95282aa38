import type { RunDocument } from '../../core/events/document.ts';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { commandLine } from '../../core/programs/shell.ts';
import { Redactor } from '../../core/secret.ts';
import { jsonText, printable } from '../../core/text/printable.ts';
import { selectHosts } from '../../inventory/select/patterns.ts';
import type { Host } from '../../inventory/types.ts';
import type { CommandOutput } from '../../run/run-command.ts';
import type { CommandContext } from '../context.ts';
import { exitCodeOf } from '../interruption.ts';
import type { CommonOptions } from '../options/options.ts';
import { errColored, reportBadInput, reporterFor, startDocument } from '../output/reporting.ts';
import { loadConnector } from '../prepare/connector.ts';
import { prepareInventory } from '../prepare/prepare-inventory.ts';
import { startTracing } from '../trace/tracing.ts';

/** What `exec` was asked for. */
export interface ExecCommand {
  readonly pattern: string;
  readonly words: readonly string[];
  readonly options: CommonOptions;
  /** The command line as it was typed. */
  readonly given: readonly string[];
}

/** Runs one command on many hosts; gives the exit code. */
export async function runExec(context: CommandContext, command: ExecCommand): Promise<number> {
  const { options, words } = command;
  const complete = startDocument(context, 'exec');
  const redactor = new Redactor();
  const unclear = unclearCommand(command);
  if (unclear !== undefined) return reportBadInput(context, options, redactor, complete, [unclear]);
  const tracing = await startTracing(context, 'exec', options, redactor);
  if (!tracing.ok) return reportBadInput(context, options, redactor, complete, tracing.problems);
  const { connect, loaded } = await loadConnector(context, options, tracing);
  const hosts = await selectedHosts(context, command, redactor);
  if (!hosts.ok) return reportBadInput(context, options, redactor, complete, hosts.problems);
  if (options.listHosts === true) {
    context.out(`hosts (${hosts.value.length}):\n${hosts.value.map(({ name }) => `  ${name}\n`).join('')}`);
    return 0;
  }
  const piped = await context.pipedInput();
  if (piped) return reportBadInput(context, options, redactor, complete, [inputNotPassedOn]);
  await loaded;
  const program = words.length === 1 ? (words[0] ?? '') : commandLine(...words);
  const outputs = new Map<string, CommandOutput>();
  const { runCommand } = await import('../../run/run-command.ts');
  const width = Math.max(...hosts.value.map(({ name }) => name.length));
  const result = await runCommand(
    {
      hosts: hosts.value,
      name: program,
      program,
      forks: options.forks,
    },
    {
      connect,
      signal: context.interrupted,
      onEvent: tracing.value.beside(() => undefined),
      onLine: (host, line) => {
        if (options.json !== true)
          context.out(prefixed(printable(host).padEnd(width), printable(redactor.redact(line))));
      },
      onOutput: (host, output) => {
        outputs.set(host, output);
        if (options.json !== true) {
          context.err(prefixed(printable(host).padEnd(width), printable(redactor.redact(output.stderr))));
        }
      },
    },
  );
  const exitCode = exitCodeOf(context, result.exitCode);
  const document = complete({ ...result, ok: exitCode === 0, exitCode });
  if (options.json === true) await printJson(context, redactor, document, outputs);
  else await printProblems(context, options, redactor, document);
  return exitCode;
}

async function selectedHosts(
  context: CommandContext,
  { pattern, options }: ExecCommand,
  redactor: Redactor,
): Promise<Outcome<readonly Host[]>> {
  const prepared = await prepareInventory(context, undefined, options, redactor);
  if (!prepared.ok) return prepared;
  const { inventory, limit } = prepared.value;
  const selected = selectHosts(inventory, pattern);
  if (!selected.ok) return selected;
  const hosts = selected.value.filter(({ name }) => limit?.has(name) ?? true);
  const problems = inventory.problemsOf(hosts.map(({ name }) => name));
  if (problems.length > 0) return failure(...problems);
  if (hosts.length > 0) return success(hosts);
  return failure({
    code: 'usage.no-match',
    summary: `"${pattern}" and --limit ${options.limit} have no host in common`,
    fix: 'Widen one of the two.',
  });
}

/**
 * Without `--`, the command is one word, and the last: of more words, those with a dash would be taken for options
 * of exec itself, `exec web ls -la` for a limit.
 */
function unclearCommand({ pattern, words, given }: ExecCommand): Problem | undefined {
  if (given.includes('--') || (words.length === 1 && given.at(-1) === words[0])) return undefined;
  return {
    code: 'usage.unclear-command',
    summary: 'it is not clear where the command begins',
    detail: 'Without `--` before it, its own options would be taken for those of exec.',
    fix: `Put \`--\` before it: havip-deploy exec ${pattern} -i INVENTORY -- ${words[0] ?? 'COMMAND'} …`,
  };
}

const inputNotPassedOn: Problem = {
  code: 'usage.input-not-passed-on',
  summary: 'exec passes no standard input on, and something comes in there',
  detail: 'The program itself travels over the standard input of the shell on the host.',
  fix: 'Put what it reads into the command, such as a here-document; or copy a file with a playbook. `< /dev/null` where it is not meant.',
};

/** Every line after the host that said it: what it printed to standard output there goes to standard output here. */
function prefixed(host: string, text: string): string {
  if (text === '') return '';
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `${host} | ${line}\n`)
    .join('');
}

async function printProblems(
  context: CommandContext,
  options: CommonOptions,
  redactor: Redactor,
  { errors, hosts, durationMs }: RunDocument,
): Promise<void> {
  if (errors.length > 0) {
    const { formatProblems } = await import('../../report/index.ts');
    context.err(`\n${formatProblems(errors, { color: errColored(context, options), redactor })}\n`);
  }
  const all = Object.values(hosts);
  const well = all.filter(({ ok }) => ok > 0).length;
  context.err(`exec: done on ${well} of ${all.length} hosts in ${(durationMs / 1000).toFixed(1)} s\n`);
}

/** The document that every command prints, with what the command printed in each host's task. */
async function printJson(
  context: CommandContext,
  redactor: Redactor,
  document: RunDocument,
  outputs: ReadonlyMap<string, CommandOutput>,
): Promise<void> {
  const parts: string[] = [];
  const collect = { ...context, out: (part: string) => void parts.push(part) };
  const reporter = await reporterFor(collect, { json: true, color: false }, redactor);
  await reporter.finish(document);
  const json = JSON.parse(parts.join('')) as RunDocument;
  const hosts = Object.entries(json.hosts).map(([host, result]) => {
    const output = outputs.get(host);
    const said = output && {
      exitCode: output.exitCode,
      stdout: redactor.redact(output.stdout),
      stderr: redactor.redact(output.stderr),
    };
    return [host, { ...result, tasks: result.tasks.map((task) => ({ ...task, ...said })) }] as const;
  });
  context.out(`${jsonText({ ...json, hosts: Object.fromEntries(hosts) }, 2)}\n`);
}
