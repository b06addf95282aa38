import { Command, Help, type Option } from 'commander';
import { applyConfig } from './ansible-cfg/apply-config.ts';
import { registerDown } from './commands/down.ts';
import { registerExec } from './commands/exec.ts';
import { registerFormat } from './commands/fmt.ts';
import { registerHistory } from './commands/history.ts';
import { registerImport } from './commands/import.ts';
import { registerInit } from './commands/init.ts';
import { registerInventory } from './commands/inventory.ts';
import { registerLab } from './commands/lab.ts';
import { registerLint } from './commands/lint.ts';
import { registerPlan } from './commands/plan.ts';
import { registerRollback } from './commands/rollback.ts';
import { registerRollout } from './commands/rollout.ts';
import { registerRun } from './commands/run.ts';
import { registerStatus } from './commands/status.ts';
import { registerUnlock } from './commands/unlock.ts';
import { registerUp } from './commands/up.ts';
import { registerUpgrade } from './commands/upgrade.ts';
import { registerVault } from './commands/vault.ts';
import { registerVerify } from './commands/verify.ts';
import { registerWorker } from './commands/worker.ts';
import type { CommandContext } from './context.ts';
import { version } from './version.ts';

/** Longer lines of help are hard to read. */
const MAX_WIDTH = 100;

/** The command line as a whole; each command is one file, and loads what it needs when it runs. */
export function createProgram(context: CommandContext): Command {
  const width = () => Math.min(MAX_WIDTH, context.columns());
  const program = new Command('havip-deploy')
    .description(
      'Turns pairs of Linux machines into Keepalived clusters behind a Tencent Cloud HAVIP, over SSH, and proves by a measured failover that the address moves.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .configureHelp({ optionDescription: describeOption })
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    // What is wrong with a command line is thrown, and told as every other problem is.
    .configureOutput({
      writeOut: context.out,
      writeErr: context.err,
      outputError: () => undefined,
      getOutHelpWidth: width,
      getErrHelpWidth: width,
    })
    .showSuggestionAfterError();
  const register = [
    registerUp,
    registerPlan,
    registerStatus,
    registerVerify,
    registerUpgrade,
    registerRollback,
    registerHistory,
    registerDown,
    registerRun,
    registerWorker,
    registerRollout,
    registerUnlock,
    registerExec,
    registerLint,
    registerFormat,
    registerImport,
    registerVault,
    registerInventory,
    registerLab,
    registerInit,
  ];
  for (const add of register) add(program, context);
  return program.hook('preAction', (_, command) => applyConfig(command, context));
}

/** What an option does, without the empty list that a repeatable one begins with. */
function describeOption(option: Option): string {
  return new Help().optionDescription(option).replace(' (default: [])', '');
}
