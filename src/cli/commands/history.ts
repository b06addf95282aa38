import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { type CommonOptions, withHostOptions } from '../options/options.ts';

/** `history INVENTORY`: who changed what, when, and what was measured. */
export function registerHistory(program: Command, context: CommandContext): void {
  withHostOptions(program.command('history'))
    .argument('[inventory]', 'inventory file or folder; or several, with -i')
    .description('Show which runs have changed each cluster: who, when, what, and what was measured.')
    .action(async (inventory: string | undefined, options: CommonOptions) => {
      const { runHistory } = await import('../execute/execute-history.ts');
      context.exit(await runHistory(context, inventory, options));
    });
}
