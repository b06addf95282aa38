import { readFile, stat } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { failure, type Outcome } from '../../core/outcome.ts';
import { jsonText } from '../../core/printable.ts';
import { exitCodeFor, formatPlace, type Problem } from '../../core/problem.ts';
import type { ConfigText, FilesReport, LintFilesOptions } from '../../keepalived/lint/files.ts';
import type { Finding, Profile } from '../../keepalived/lint/rule.ts';
import { normalRelease } from '../../keepalived/release.ts';
import type { CommandContext } from '../context.ts';

interface LintCommandOptions {
  readonly json?: boolean;
  readonly strict?: boolean;
  readonly color: boolean;
  readonly keepalivedVersion?: string;
  readonly profile?: Profile;
  readonly configId?: string;
}

/** Checks an inventory; only its problems are of interest. */
export type CheckInventory = (path: string) => Promise<Outcome<unknown>>;

/** The exit code for bad input, of which lint errors are one kind. */
const BAD_INPUT = 5;

/** `lint FILE…`: checks keepalived.conf files and inventories; contacts nothing. */
export function registerLint(program: Command, context: CommandContext): void {
  program
    .command('lint')
    .argument('<file...>', 'keepalived.conf files; inventories (.yml, .yaml, .json or a folder)')
    .description('Check keepalived.conf files and inventories, offline.')
    .option(
      '--keepalived-version <version>',
      'release that is to read the files, such as 2.2.7 (default: any)',
      release,
    )
    .addOption(
      new Option(
        '--profile <profile>',
        'what the files are for: a cloud HAVIP, or a network with multicast (default: guessed from unicast)',
      ).choices(['havip', 'lan']),
    )
    .option('--config-id <id>', "which @id lines count, as keepalived's -i does (default: all)")
    .option('--strict', 'warnings fail too')
    .option('--json', 'print one JSON document')
    .option('--no-color', 'no colours (as with NO_COLOR)')
    .action(async (files: string[], options: LintCommandOptions) => {
      const checkInventory: CheckInventory = async (path) => {
        const { loadInventory } = await import('../../inventory/index.ts');
        const { homeDirectory, localUser } = context;
        const loaded = await loadInventory({
          path,
          homeDirectory,
          localUser,
          environment: context.environment,
        });
        if (!loaded.ok) return loaded;
        const problems = loaded.value.problemsOf();
        return problems.length === 0 ? loaded : failure(...problems);
      };
      context.exit(await runLint(files, options, context, checkInventory));
    });
}

function release(value: string): string {
  const found = normalRelease(value);
  if (found !== null) return found;
  throw new InvalidArgumentError('It is two or three numbers, such as 2.2.7.');
}

/** Checks the files, prints the findings and gives the exit code. */
export async function runLint(
  files: readonly string[],
  options: LintCommandOptions,
  context: CommandContext,
  checkInventory: CheckInventory,
): Promise<number> {
  const started = { at: context.clock.wall(), ms: context.clock.monotonicMs() };
  const { lintFiles } = await import('../../keepalived/lint/files.ts');
  const read = await readFiles(files, checkInventory);
  const report = lintFiles(read.configs, await lintOptions(options));
  const problems = [
    ...read.problems,
    ...report.findings.filter((found) => fails(found, options)).map(problemOf),
  ];
  const exitCode = problems.length === 0 ? 0 : Math.max(BAD_INPUT, exitCodeFor(problems));
  if (options.json === true) {
    const durationMs = Math.round(context.clock.monotonicMs() - started.ms);
    const run = {
      command: 'lint',
      ok: exitCode === 0,
      exitCode,
      startedAt: started.at.toISOString(),
      durationMs,
    };
    await printJson(context, { ...run, hosts: {}, clusters: {}, errors: problems }, report);
  } else {
    await printText(context, options, report, read.problems, files.length);
  }
  return exitCode;
}

async function lintOptions({
  keepalivedVersion,
  profile,
  configId,
}: LintCommandOptions): Promise<LintFilesOptions> {
  const { includedFiles } = await import('../keepalived-includes.ts');
  return {
    include: includedFiles,
    ...(keepalivedVersion === undefined ? {} : { version: keepalivedVersion }),
    ...(profile === undefined ? {} : { profile }),
    ...(configId === undefined ? {} : { configId }),
  };
}

function fails({ severity }: Finding, { strict }: LintCommandOptions): boolean {
  return severity === 'error' || (strict === true && severity === 'warning');
}

function problemOf({ rule, name, message, fix, place }: Finding): Problem {
  return { code: `lint.${name}`, summary: `${rule}: ${message}`, fix, source: place };
}

async function isInventory(path: string): Promise<boolean> {
  if (/\.(?:ya?ml|json|ini|toml)$/i.test(path) || (await stat(path)).isDirectory()) return true;
  return !/\.conf$/i.test(path) && looksLikeInventory(await readFile(path, 'utf8'));
}

/** A program, a section such as `[web:vars]`, a host with variables: keepalived.conf has none of these. */
function looksLikeInventory(text: string): boolean {
  return text.startsWith('#!') || /^\[[^\]\s]+\]|^[^\s#!{}]+[ \t]+ansible_\w+=/m.test(text);
}

function unreadable(path: string, error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: 'usage.unreadable-file',
    summary: `cannot read ${path}`,
    detail: reason,
    fix: 'Give the path of a keepalived.conf or an inventory that you may read',
  };
}

/** Reads the configurations and checks the inventories; each file that fails is a problem of its own. */
async function readFiles(
  files: readonly string[],
  checkInventory: CheckInventory,
): Promise<{ readonly configs: readonly ConfigText[]; readonly problems: readonly Problem[] }> {
  const configs: ConfigText[] = [];
  const problems: Problem[] = [];
  for (const file of new Set(files)) {
    try {
      if (await isInventory(file)) {
        const outcome = await checkInventory(file);
        if (!outcome.ok) problems.push(...outcome.problems);
      } else configs.push({ file, text: await readFile(file, 'utf8') });
    } catch (error) {
      problems.push(unreadable(file, error));
    }
  }
  return { configs, problems };
}

async function printText(
  context: CommandContext,
  options: LintCommandOptions,
  { configs, findings, guessed }: FilesReport,
  problems: readonly Problem[],
  files: number,
): Promise<void> {
  const color = options.color && context.outIsTerminal && !context.environment.NO_COLOR;
  const { formatFindings, formatSummary } = await import('../../keepalived/lint/render.ts');
  if (findings.length > 0) context.out(`${formatFindings(findings, configs, color)}\n`);
  if (problems.length > 0) {
    const { formatProblems } = await import('../../report/index.ts');
    context.out(`${formatProblems(problems, { color })}\n`);
  }
  for (const [file, profile] of guessed) {
    if (profile === 'lan')
      context.out(`${file} uses multicast and is checked for a LAN; --profile havip checks it for a HAVIP\n`);
  }
  const inventoryErrors = problems.map(() => ({ severity: 'error' as const }));
  context.out(formatSummary(files, [...findings, ...inventoryErrors]));
}

type Document = Parameters<typeof import('../../report/index.ts').toJson>[0];

/** The document that every command prints, with every finding beside the errors. */
async function printJson(
  context: CommandContext,
  document: Document,
  { findings }: FilesReport,
): Promise<void> {
  const { toJson } = await import('../../report/index.ts');
  const common: unknown = JSON.parse(toJson(document));
  const all = findings.map(({ place, related, ...finding }) => ({
    ...finding,
    source: formatPlace(place),
    related: related === undefined ? null : formatPlace(related),
  }));
  context.out(`${jsonText({ ...Object(common), findings: all }, 2)}\n`);
}
