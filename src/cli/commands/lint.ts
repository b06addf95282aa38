import type { Command } from 'commander';
import { exitCodeFor, type Problem } from '../../core/problem.ts';
import type { CommandContext } from '../context.ts';
import { type LintCommandLine, withReadOptions, withReportOptions } from '../lint/options.ts';
import type { Checked } from '../lint/read-files.ts';

/** `lint FILE…`: checks keepalived.conf files, inventories and playbooks; contacts nothing. */
export function registerLint(program: Command, context: CommandContext): void {
  withReportOptions(
    withReadOptions(
      program
        .command('lint')
        .argument(
          '[file...]',
          'keepalived.conf files (- is standard input); inventories (.yml, .yaml, .json or a folder); playbooks (.ts, .js)',
        )
        .description('Check keepalived.conf files, inventories and playbooks, offline.'),
    ),
  ).action(async (files: string[], options: LintCommandLine) => {
    if (options.rules === true || options.explain !== undefined) {
      await tellRules(options, context);
      return;
    }
    const { resolveOptions } = await import('../lint/resolve-options.ts');
    const resolved = resolveOptions(options);
    const problems = [...(files.length === 0 ? [NO_FILE] : []), ...(resolved.ok ? [] : resolved.problems)];
    if (!resolved.ok || problems.length > 0) {
      await refuse(context, options, problems);
      return;
    }
    const { runLint } = await import('../lint/run-lint.ts');
    context.exit(await runLint(files, resolved.value, context, checksOf(context)));
  });
}

const NO_FILE: Problem = {
  code: 'usage.missing-argument',
  summary: "missing required argument 'file'",
  fix: 'See havip-deploy lint --help.',
};

/** What loads and checks files that are no configurations. */
function checksOf(context: CommandContext) {
  return {
    inventory: async (path: string): Promise<Checked> => {
      const { loadInventory } = await import('../../inventory/index.ts');
      const { homeDirectory, localUser, environment } = context;
      let warnings: readonly Problem[] = [];
      const warn = (found: readonly Problem[]) => {
        warnings = found;
      };
      const loaded = await loadInventory({ path, homeDirectory, localUser, environment, warn });
      return { problems: loaded.ok ? loaded.value.problemsOf() : loaded.problems, warnings };
    },
    playbook: async (path: string): Promise<Checked> => {
      const { loadPlaybook } = await import('../prepare/load-playbook.ts');
      const loaded = await context.endedBySignals(() => loadPlaybook(path));
      return { problems: loaded.ok ? [] : loaded.problems, warnings: [] };
    },
  };
}

async function tellRules(options: LintCommandLine, context: CommandContext): Promise<void> {
  const [{ explanation, ruleList }, { findRule }, { noSuchRule }] = await Promise.all([
    import('../lint/rule-list.ts'),
    import('../../keepalived/lint/told/find-rule.ts'),
    import('../lint/resolve-options.ts'),
  ]);
  const rule = options.explain === undefined ? undefined : findRule(options.explain);
  if (options.explain === undefined) context.out(ruleList());
  else if (rule !== undefined) context.out(explanation(rule));
  else await refuse(context, options, [noSuchRule(options.explain)]);
}

async function refuse(
  context: CommandContext,
  options: LintCommandLine,
  problems: readonly Problem[],
): Promise<void> {
  const exitCode = exitCodeFor(problems);
  const { formatProblems, toJson } = await import('../../report/index.ts');
  if (options.json === true || options.format === 'json') {
    const startedAt = context.clock.wall().toISOString();
    const nothing = { ok: false, hosts: {}, clusters: {}, durationMs: 0 };
    context.out(toJson({ command: 'lint', ...nothing, exitCode, startedAt, errors: problems }));
  } else {
    const color = options.color && context.errIsTerminal && !context.environment.NO_COLOR;
    context.err(`${formatProblems(problems, { color })}\n`);
  }
  context.exit(exitCode);
}
