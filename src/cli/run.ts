import { CommanderError } from 'commander';
import { faultProblem } from '../core/fault.ts';
import type { CommandContext } from './context.ts';
import { createContext } from './create-context.ts';
import { withBareValues } from './options/bare-option.ts';
import { createProgram } from './program.ts';

/** Runs one command line in the real world, or in the one given; the exit code is set when all is done. */
export async function run(
  argv: readonly string[],
  context: CommandContext = createContext(argv.slice(2)),
): Promise<void> {
  const words = argv.slice(2);
  const endings: (() => Promise<void>)[] = [];
  try {
    const world = { ...context, atEnd: (work: () => Promise<void>) => void endings.push(work) };
    await createProgram(world).parseAsync(withBareValues(argv));
  } catch (error) {
    const { reportFailure, usageProblem } = await import('./options/parse-failure.ts');
    if (!(error instanceof CommanderError)) {
      await reportFailure(context, words, faultProblem(error));
    } else if (error.exitCode === 0) {
      context.exit(0);
    } else if (error.code === 'commander.help') {
      // No command was given, and commander has shown which there are.
      context.exit(5);
    } else {
      await reportFailure(context, words, usageProblem(error, words));
    }
  }
  await Promise.all(endings.map((work) => work()));
}
