import type { Command } from 'commander';
import type { CommandContext } from '../../src/cli/context.ts';
import { createProgram } from '../../src/cli/program.ts';
import { Secret } from '../../src/core/secret.ts';

/** A terminal of 100 columns; help and the parsing of options need nothing else of the world. */
const context: CommandContext = {
  out: () => {},
  err: () => {},
  words: [],
  environment: {},
  inIsTerminal: false,
  outIsTerminal: false,
  errIsTerminal: false,
  columns: () => 100,
  rows: () => 24,
  homeDirectory: '/nonexistent',
  localUser: 'nobody',
  clock: { monotonicMs: () => 0, wall: () => new Date(0) },
  interrupted: new AbortController().signal,
  endedBySignals: (work) => work(),
  pipedInput: async () => false,
  readInput: () => Promise.resolve(Buffer.alloc(0)),
  askSecret: () => Promise.resolve(new Secret('')),
  confirm: () => Promise.resolve(false),
  askStep: () => Promise.resolve('no'),
  exit: () => {},
};

/** The whole command line, of which nothing is run. */
export function documentedProgram(): Command {
  return createProgram(context);
}

/** Every command below another one, by its words. */
export function commandsBelow(
  command: Command,
  path: readonly string[] = [],
): (readonly [string, Command])[] {
  return command.commands
    .filter((each) => each.name() !== 'help')
    .flatMap((each) => {
      const words = [...path, each.name()];
      return [[words.join(' '), each] as const, ...commandsBelow(each, words)];
    });
}
