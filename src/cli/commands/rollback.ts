import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import {
  type CommonOptions,
  withHostOptions,
  withLockOptions,
  withReportOption,
} from '../options/options.ts';

/** `rollback INVENTORY`: back to the last proved state. */
export function registerRollback(program: Command, context: CommandContext): void {
  withReportOption(withLockOptions(withHostOptions(program.command('rollback'))))
    .argument('[inventory]', 'inventory file or folder; or several, with -i')
    .description(
      'Take every cluster back to what was there before its last change; --limit may name hosts of none, too.',
    )
    .option('-C, --check', 'change nothing, show what would be undone')
    .option('-y, --yes', 'do not ask before anything is undone')
    .action(async (inventory: string | undefined, options: CommonOptions & { readonly yes?: boolean }) => {
      const { runRollback } = await import('../execute/execute-rollback.ts');
      context.exit(await runRollback(context, inventory, options));
    });
}
