import type { CommanderError } from 'commander';
import { exitCodeFor, type Problem } from '../../core/problem.ts';
import type { CommandContext } from '../context.ts';
import { insteadOf } from './ansible-options.ts';

/** What commander says is wrong with a command line, as a problem. */
export function usageProblem(error: CommanderError, words: readonly string[]): Problem {
  const [first = '', ...more] = error.message.trim().split('\n');
  const suggestion = more.join(' ').replace(/^\((.*)\)$/, '$1');
  const option = /^error: unknown option '([^']+)'/.exec(error.message)?.[1];
  const instead = option === undefined ? undefined : insteadOf(option);
  return {
    code: `usage.${error.code.replace(/^commander\./, '').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    summary: first.replace(/^error: /, '').replace(/\.$/, ''),
    ...(suggestion === '' ? {} : { detail: suggestion }),
    fix: instead ?? `See ${['havip-deploy', ...helpful(first, words), '--help'].join(' ')}.`,
  };
}

/** The command whose help tells more, unless it is the one that does not exist. */
function helpful(message: string, words: readonly string[]): readonly string[] {
  const command = commandOf(words);
  return command === '' || message.includes(`unknown command '${command}'`) ? [] : [command];
}

/** Tells what kept a command line from being run at all, in the form that it asks for. */
export async function reportFailure(
  context: CommandContext,
  words: readonly string[],
  problem: Problem,
): Promise<void> {
  const problems = [problem];
  const exitCode = exitCodeFor(problems);
  const { formatProblems, toJson } = await import('../../report/index.ts');
  if (optionsOf(words).includes('--json')) {
    const nothing = { ok: false, hosts: {}, clusters: {}, durationMs: 0 };
    const startedAt = context.clock.wall().toISOString();
    context.out(toJson({ command: commandOf(words), ...nothing, exitCode, startedAt, errors: problems }));
  } else {
    const color =
      context.errIsTerminal && !context.environment.NO_COLOR && !optionsOf(words).includes('--no-color');
    context.err(formatProblems(problems, { color }));
  }
  context.exit(exitCode);
}

/** The words before `--`: those after it belong to someone else. */
function optionsOf(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  return end < 0 ? words : words.slice(0, end);
}

/** The command's name, as far as it was given. */
function commandOf([first = '']: readonly string[]): string {
  return /^[a-z]+$/.test(first) ? first : '';
}
