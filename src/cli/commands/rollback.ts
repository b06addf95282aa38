import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { type CommonOptions, withHostOptions, withLockOptions, withReportOption } from '../options.ts';

/** `rollback INVENTORY`: back to the last proved state. */
export function registerRollback(program: Command, context: CommandContext): void {
  withReportOption(withLockOptions(withHostOptions(program.command('rollback'))))
    .argument('[inventory]', 'inventory file or folder; or several, with -i')
    .description('Take every cluster back to what was there before its last change.')
    .option('-C, --check', 'change nothing, show what would be undone')
    .action(async (inventory: string | undefined, options: CommonOptions) => {
      const { runBuiltIn } = await import('../execute.ts');
      const whole = { ...options, tags: [], skipTags: [] };
      context.exit(
        await runBuiltIn(context, { command: 'rollback', playbook: 'rollback', inventory, options: whole }),
      );
    });
}
