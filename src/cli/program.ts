import { Command } from 'commander';
import { registerInit } from './commands/init.ts';
import { registerInventory } from './commands/inventory.ts';
import { registerLint } from './commands/lint.ts';
import { registerPlan } from './commands/plan.ts';
import { registerRun } from './commands/run.ts';
import { registerStatus } from './commands/status.ts';
import { registerUp } from './commands/up.ts';
import { registerVerify } from './commands/verify.ts';
import type { CommandContext } from './context.ts';
import { version } from './version.ts';

/** The command line as a whole; each command is one file, and loads what it needs when it runs. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('havip-deploy')
    .description(
      'Turns pairs of Linux machines into Keepalived clusters behind a Tencent Cloud HAVIP,\nover SSH, and proves by a measured failover that the address moves.',
    )
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput({ writeOut: context.out, writeErr: context.err })
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for the options)');
  const register = [
    registerUp,
    registerPlan,
    registerStatus,
    registerVerify,
    registerRun,
    registerLint,
    registerInventory,
    registerInit,
  ];
  for (const add of register) add(program, context);
  return program;
}
