import type { Command } from 'commander';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { exitCodeFor, type Problem } from '../../core/problem.ts';
import { readNamedFile } from '../../core/read-named-file.ts';
import type { CommandContext } from '../context.ts';

interface FormatOptions {
  readonly write?: boolean;
  readonly check?: boolean;
}

/** One file with its text, and how it ought to be. */
interface Formatted {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** `fmt FILE…`: keepalived.conf files in the form that every release reads alike. */
export function registerFormat(program: Command, context: CommandContext): void {
  program
    .command('fmt')
    .argument('<file...>', 'keepalived.conf files; - is standard input')
    .description('Print keepalived.conf files in the form that every release reads alike.')
    .option('--write', 'write the files instead of printing them')
    .option('--check', 'only name the files that are not in this form; exit code 5 if there are any')
    .action(async (files: string[], options: FormatOptions) => {
      const outcomes = await Promise.all(files.map((file) => formatFile(file, context)));
      const done = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
      const problems = [
        ...outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.problems)),
        ...(await deliver(done, options, context)),
      ];
      if (problems.length > 0) {
        const { formatProblems } = await import('../../report/index.ts');
        const color = context.errIsTerminal && !context.environment.NO_COLOR;
        context.err(`${formatProblems(problems, { color })}\n`);
      }
      context.exit(exitCodeFor(problems));
    });
}

async function formatFile(file: string, context: CommandContext): Promise<Outcome<Formatted>> {
  const [{ format }, { foreignText }, { unreadable }] = await Promise.all([
    import('../../keepalived/parse/format.ts'),
    import('../../keepalived/lint/foreign.ts'),
    import('../lint/read-files.ts'),
  ]);
  try {
    const bytes = file === '-' ? await context.readInput() : readNamedFile(file);
    const before = bytes.toString('utf8');
    const foreign = foreignText(before);
    if (foreign !== undefined)
      return failure(noConfiguration(foreign, { file, line: foreign.line, column: 1 }));
    if (!Buffer.from(before).equals(bytes))
      return failure(
        noConfiguration({ message: 'it is no UTF-8', fix: 'Convert it with iconv' }, start(file)),
      );
    const after = format(before, file);
    return after.ok ? success({ file, before, after: after.value }) : after;
  } catch (error) {
    return failure(unreadable(file, error));
  }
}

function start(file: string) {
  return { file, line: 1, column: 1 };
}

function noConfiguration(
  { message, fix }: { readonly message: string; readonly fix: string },
  source: NonNullable<Problem['source']>,
): Problem {
  return { code: 'lint.not-formatted', summary: message, fix, source };
}

/** Prints, writes or only names what was formatted. */
async function deliver(
  done: readonly Formatted[],
  { write = false, check = false }: FormatOptions,
  context: CommandContext,
): Promise<readonly Problem[]> {
  const changed = done.filter(({ before, after }) => before !== after);
  if (check) {
    for (const { file } of changed) context.out(`${file}\n`);
    return changed.map(({ file }) => notYet(file));
  }
  const toWrite = write ? done.filter(({ file }) => file !== '-') : [];
  for (const each of done) if (!toWrite.includes(each)) context.out(each.after);
  const { replaceFile, unwritable } = await import('../output/replace-file.ts');
  const problems: Problem[] = [];
  for (const { file, after } of toWrite.filter((each) => changed.includes(each))) {
    try {
      await replaceFile(file, after);
      context.err(`${file}: written\n`);
    } catch (error) {
      problems.push(unwritable(file, error));
    }
  }
  return problems;
}

function notYet(file: string): Problem {
  return {
    code: 'lint.not-formatted',
    summary: `${file} is not in the portable form`,
    fix: `havip-deploy fmt --write ${file}`,
  };
}
