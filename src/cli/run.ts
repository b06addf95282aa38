import { CommanderError } from 'commander';
import { createContext } from './create-context.ts';
import { createProgram } from './program.ts';

/** Runs one command line; the exit code is set when nothing is left to do. */
export async function run(argv: readonly string[]): Promise<void> {
  const context = createContext();
  const words = argv.slice(2);
  try {
    await createProgram(context).parseAsync(argv);
  } catch (error) {
    const { faultProblem, reportFailure, usageProblem } = await import('./parse-failure.ts');
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
}
