import { CommanderError } from 'commander';
import { createContext } from './create-context.ts';
import { createProgram } from './program.ts';

/** Runs one command line; the exit code is set when nothing is left to do. */
export async function run(argv: readonly string[]): Promise<void> {
  const context = createContext();
  try {
    await createProgram(context).parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed what is wrong; its own codes mean nothing here.
      context.exit(error.exitCode === 0 ? 0 : 5);
      return;
    }
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    context.err(`havip-deploy has a fault of its own: please report it.\n${detail}\n`);
    context.exit(1);
  }
}
